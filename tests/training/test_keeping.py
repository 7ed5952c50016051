"""What a process keeps: bounded, and what was not asked for longest goes first."""

from __future__ import annotations

from collections.abc import Sequence

from training.keeping import Kept


def test_what_was_not_asked_for_longest_goes_first() -> None:
    kept = Kept[str, int](size=2)
    kept.keep_many({"a": 1, "b": 2})
    kept.get_many(["a"])
    kept.keep_many({"c": 3})
    assert kept.get_many(["a", "b", "c"]) == {"a": 1, "c": 3}


def test_a_value_that_comes_again_takes_the_place_of_the_old_one() -> None:
    kept = Kept[str, int](size=2)
    kept.keep_many({"a": 1, "b": 2})
    kept.keep_many({"a": 4})
    kept.keep_many({"c": 3})
    assert kept.get_many(["a", "b", "c"]) == {"a": 4, "c": 3}


def test_of_too_many_at_once_the_last_are_kept() -> None:
    kept = Kept[int, int](size=2)
    kept.keep_many({number: number for number in range(5)})
    assert (len(kept), kept.get_many(range(5))) == (2, {3: 3, 4: 4})


def test_nothing_is_kept_where_there_is_no_room() -> None:
    kept = Kept[str, int](size=0)
    kept.keep_many({"a": 1})
    assert (len(kept), kept.get_many(["a"])) == (0, {})


def test_what_is_not_kept_is_made_once_and_kept_where_it_is_worth_it() -> None:
    kept = Kept[str, int](size=9)
    kept.keep_many({"a": 1})
    asked: list[list[str]] = []

    def make(keys: Sequence[str]) -> list[int]:
        asked.append(list(keys))
        return [len(key) for key in keys]

    wanted = ["bb", "a", "ccc", "bb"]
    assert kept.get_or_make(wanted, make, is_worth=lambda key: len(key) < 3) == [2, 1, 3, 2]
    assert kept.get_or_make(wanted, make) == [2, 1, 3, 2]
    assert asked == [["bb", "ccc"], ["ccc"]]
