"""What a process keeps of what it worked out before. Bounded: what was not asked for longest goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import islice
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """At most `size` values by their keys. A key must say all that its value follows from: nothing is ever forgotten
    because it changed.

    >>> kept = Kept[str, int](size=2)
    >>> kept.keep_many({"a": 1, "b": 2})
    >>> kept.get_many(["a"])
    {'a': 1}
    >>> kept.keep_many({"c": 3})
    >>> kept.get_many(["a", "b", "c"])
    {'a': 1, 'c': 3}
    """

    def __init__(self, *, size: int) -> None:
        """Keep nothing yet."""
        self._size = size
        self._lock = Lock()
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._values)

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """Those of these that are kept."""
        found: dict[Key, Value] = {}
        with self._lock:
            for key in keys:
                if key in self._values:
                    self._values.move_to_end(key)
                    found[key] = self._values[key]
        return found

    def get_or_make(
        self,
        keys: Sequence[Key],
        make: Callable[[Sequence[Key]], Iterable[Value]],
        *,
        is_worth: Callable[[Key], bool] = lambda key: True,
    ) -> list[Value]:
        """The values of these keys, in their order; those that are not kept are made at once, each once.

        Of these are kept that are worth it.

        >>> Kept[str, int](size=2).get_or_make(["ab", "c", "ab"], lambda keys: map(len, keys))
        [2, 1, 2]
        """
        found = self.get_many(keys)
        unknown = [key for key in dict.fromkeys(keys) if key not in found]
        if unknown:
            made = dict(zip(unknown, make(unknown), strict=True))
            self.keep_many({key: value for key, value in made.items() if is_worth(key)})
            found |= made
        return [found[key] for key in keys]

    def keep_many(self, values: Mapping[Key, Value]) -> None:
        """Keep these; of too many the last."""
        with self._lock:
            for key in islice(values, max(0, len(values) - self._size), None):
                self._values[key] = values[key]
                self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
