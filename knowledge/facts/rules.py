"""Yes and no: what is allowed or done, what is needed, and what is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from knowledge.facts.fact import Fact
from knowledge.facts.qualifiers import qualifiers_of
from knowledge.facts.words import Clause, Token, stems
from training.ai.lexicons import split_words

_NOT = frozenset({"not", "no", "never", "cannot", "neither", "nor", "none", "nobody", "nothing", "neednot", "mustnot"})
# Each of these is a no of its own.
_OPPOSITES = split_words(
    """impossible excluded exclude excludes refuse refused refuses reject rejected rejects decline declined declines
    forbidden prohibited unavailable invalid unable ineligible closed disabled"""
)
_MAY = split_words(
    """can could may might possible allowed permitted able accept accepts accepted welcome offer offers offered
    available eligible valid entitled include includes included"""
)
_NEED = split_words(
    """need needs needed must require requires required requirement necessary mandatory obligatory compulsory essential
    neednot"""
)
_MARKS = _NOT | _MAY | _NEED | _OPPOSITES | frozenset({"longer", "only", "to", "have", "has"})
_CONDITIONS = frozenset(
    {"if", "unless", "when", "whenever", "once", "except", "until", "only", "provided", "where", "then"}
)
_IDLE = (("no", "problem"), ("no", "worries"), ("not", "only"), ("no", "matter"), ("why", "not"), ("no", "rush"),
         ("or", "not"), ("not", "yet"), ("no", "later"), ("no", "more"), ("not", "sure"), ("not", "later"),
         ("not", "less"), ("no", "less"), ("not", "more"))  # fmt: skip
_WITHOUT_IDLE = frozenset({"problem", "charge", "cost", "extra", "any", "further", "delay", "reason", "giving", "fee"})


def rules_of(low: str, clause: Clause) -> Iterator[Fact]:
    """The rules that one clause states; a bare statement counts as one that may be contradicted."""
    tokens = clause.tokens
    words = [token.text for token in tokens]
    about = stems([token for token in tokens if token.text not in _MARKS])
    without = next((i for i, word in enumerate(words) if word == "without"), -1)
    if without >= 0 and without + 1 < len(words) and words[without + 1] not in _WITHOUT_IDLE:
        lacking = stems(tokens[without + 1 : without + 5])
        if lacking:  # "not without the receipt": the receipt is needed
            is_needed = not _NOT.isdisjoint(words[:without])
            yield _rule(clause, "need", "yes" if is_needed else "no", lacking, tokens[without:])
            return
    noes = sum(word in _NOT for word in words) - sum(pair in _IDLE for pair in pairwise(words))
    is_no = (max(0, noes) + sum(word in _OPPOSITES for word in words)) % 2 == 1
    if not about or low[clause.end - 1 : clause.end] == "?" or "?" in low[tokens[-1].end : tokens[-1].end + 2]:
        return
    needs = _needs(words)
    if "mustnot" in words or ("must", "not") in pairwise(words):
        yield _rule(clause, "may", "no", about, tokens)
    elif needs:
        yield _rule(clause, "need", "no" if is_no else "yes", about, tokens)
    else:
        is_plain = not is_no and _MAY.isdisjoint(words)
        yield _rule(clause, "may", "no" if is_no else "yes", about, tokens, is_plain=is_plain)


def _needs(words: Sequence[str]) -> bool:
    if not _NEED.isdisjoint(words):
        return True
    return any(first in ("have", "has") and second == "to" for first, second in pairwise(words))


def _rule(
    clause: Clause,
    measure: str,
    value: str,
    about: frozenset[str],
    said: Sequence[Token],
    *,
    is_plain: bool = False,
) -> Fact:
    sentence = {token.text for token in clause.sentence}
    return Fact(
        kind="rule",
        measure=measure,
        value=value,
        start=said[0].start,
        end=said[-1].end,
        about=about,
        context=stems([token for token in clause.sentence if token.text not in _MARKS]),
        qualifiers=qualifiers_of(clause.tokens),
        is_conditional=not _CONDITIONS.isdisjoint(sentence),
        is_plain=is_plain,
    )
