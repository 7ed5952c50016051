"""When an entry helps too seldom, and what of it to put first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import beta

from knowledge.facts import compare, facts_of
from knowledge.rewriting import joined
from training.ai.embedding import embed
from training.text import sentences

Problem = Literal["out_of_date", "too_broad", "unclear", "fails"]

MORE_THAN = 10  # uses below which nothing is said of an entry
WANTED = 0.7  # success from which on it is good enough
LEVEL = 0.95
SAID_ALREADY = 0.6  # cosine from which on an entry says a sentence already, in much the same words
BROAD_SENTENCES = 7  # sentences from which on an entry may be about too much
BROAD_SHARE = 1 / 2  # of the sentences, at most, that are on what customers ask, of an entry that is about too much
ON_THE_MATTER = 0.35  # cosine of a sentence with what people answer from which on it is on the matter
ASKED_AGAIN = 1 / 3  # share of the failures in which the question was asked again, from which on an entry is unclear


@dataclass(frozen=True, kw_only=True)
class Record:
    """How often an entry was used and helped, and the interval of the rate that this comes from."""

    cited: int
    helped: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        """Share of the uses that were successes."""
        return self.helped / self.cited

    @property
    def is_weak(self) -> bool:
        """Whether it is used often and surely helps too seldom: bad luck is no reason to rewrite what is right."""
        return self.cited > MORE_THAN and self.high < WANTED

    @property
    def confidence(self) -> float:
        """Probability that it helps in fewer than `WANTED` of its uses."""
        return float(beta.cdf(WANTED, self.helped + 0.5, self.cited - self.helped + 0.5))


def record_of(*, cited: int, helped: int) -> Record:
    """The record of an entry with its 95 % interval: the equal-tailed one of Jeffreys' prior, Beta(½, ½).

    Brown, Cai and DasGupta, Interval Estimation for a Binomial Proportion (Statistical Science 16, 2001), section 4.2.

    Raises:
        ValueError: counts that cannot be.

    >>> record_of(cited=11, helped=6).is_weak, record_of(cited=60, helped=27).is_weak
    (False, True)
    """
    if not 0 <= helped <= cited or not cited:
        raise ValueError(f"{helped} of {cited} uses cannot have helped.")
    tail = (1 - LEVEL) / 2
    low = float(beta.ppf(tail, helped + 0.5, cited - helped + 0.5)) if helped else 0.0
    high = float(beta.ppf(1 - tail, helped + 0.5, cited - helped + 0.5)) if helped < cited else 1.0
    return Record(cited=cited, helped=helped, low=low, high=high)


@dataclass(frozen=True, kw_only=True)
class Rewrite:
    """What is wrong with an entry's text, and another one; `new` are the sentences of people that it did not say."""

    problem: Problem
    body: str
    new: tuple[str, ...]


def rewrite_of(*, body: str, said: Sequence[str], asked_again: float) -> Rewrite | None:
    """Put what people answer, word for word, before what else an entry says; None where it says all of it, and soon.

    Parameters
    ----------
    body
        The entry's text.
    said
        Sentences that people answered with, the most telling first; none of them contradicts the text.
    asked_again
        Share of the failed conversations in which the customer had to ask again, 0–1.

    Returns
    -------
    Rewrite or None
        Too broad: the text is long, most of it is about something else, and the answer comes late in it. Unclear: it
        lacks what people say, and customers ask again. Fails: it lacks what people say.

    Examples
    --------
    >>> rewrite_of(body="We have many parks.", said=["Park behind the shop, it is free for two hours."],
    ...            asked_again=0.5).problem
    'unclear'
    """
    own = [body[start:end].strip() for start, end in sentences(body)]
    if not own or not said:
        return None
    table = embed(list(said)) @ embed(own).T
    new = tuple(
        text for text, row in zip(said, table, strict=True) if float(row.max()) < SAID_ALREADY and not _says(body, text)
    )
    on_it = table.max(axis=0) >= ON_THE_MATTER
    is_broad = len(own) >= BROAD_SENTENCES and float(on_it.mean()) <= BROAD_SHARE
    is_late = bool(on_it.any()) and int(np.flatnonzero(on_it)[0]) >= len(own) // 3
    if is_broad and (new or is_late):
        return Rewrite(problem="too_broad", body=joined(" ".join(said), body), new=new)
    if not new:
        return None
    problem: Problem = "unclear" if asked_again >= ASKED_AGAIN else "fails"
    return Rewrite(problem=problem, body=f"{' '.join(new)}\n\n{body}", new=new)


def _says(body: str, text: str) -> bool:
    """Whether a text states every figure and name of a sentence that has some."""
    found = compare(facts_of(text), facts_of(body))
    telling = [fact for fact in facts_of(text).facts if fact.kind != "rule"]
    return bool(telling) and not found.only_left and not found.conflicts
