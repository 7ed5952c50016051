"""The fields of an entry as they are kept, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.models import KnowledgeEntry
from training.errors import DomainError
from training.text import strip_invisible

TITLE_CHARACTERS = 300
BODY_BYTES = 100_000
CATEGORY_CHARACTERS = 80
TAG_CHARACTERS = 40
MOST_TAGS = 20
REF_CHARACTERS = 200
REASON_CHARACTERS = 300
ASKED_AS_CHARACTERS = 300
MOST_ASKED_AS = 50


class EntryInvalid(DomainError):
    """A field of an entry cannot be kept as it is; `field` names it."""

    def __init__(self, message: str, *, field: str = "") -> None:
        """Keep the sentence and the field it is about."""
        super().__init__(message)
        self.field = field


class EntryNotFound(DomainError):
    """This organization has no such entry or version."""


class EntryChangedMeanwhile(DomainError):
    """Somebody else changed the entry since it was read."""


class EntryArchived(DomainError):
    """An archived entry cannot be changed; restore it first."""


class EntryNotArchived(DomainError):
    """Only an archived entry can be restored."""


class EntryRefTaken(EntryInvalid):
    """Another entry has this reference."""


def clean_title(title: str) -> str:
    """A title as it is kept: one line, nothing invisible.

    Raises:
        EntryInvalid: it is empty or too long.
    """
    title = " ".join(strip_invisible(title).split())
    if not title:
        raise EntryInvalid("Give the entry a title.", field="title")
    if len(title) > TITLE_CHARACTERS:
        raise EntryInvalid(
            f"The title has {len(title)} characters; {TITLE_CHARACTERS} are allowed. Shorten it.",
            field="title",
        )
    return title


def clean_body(body: str) -> str:
    """A text as it is kept: nothing invisible, no blanks around it, lines ending in a line feed.

    Raises:
        EntryInvalid: it is empty or too long.
    """
    body = strip_invisible(body).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not body:
        raise EntryInvalid("Write the text of the entry.", field="body")
    size = len(body.encode())
    if size > BODY_BYTES:
        raise EntryInvalid(
            f"The text has {size / 1000:,.0f} kB; {BODY_BYTES // 1000} kB are allowed. Split it into several entries.",
            field="body",
        )
    return body


def clean_category(category: str) -> str:
    """A category as it is kept.

    Raises:
        EntryInvalid: it is too long.
    """
    category = " ".join(strip_invisible(category).split())
    if len(category) > CATEGORY_CHARACTERS:
        raise EntryInvalid(
            f"A category has at most {CATEGORY_CHARACTERS} characters.",
            field="category",
        )
    return category


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Tags as they are kept: lower case, each once, in the order given.

    Raises:
        EntryInvalid: one is too long, or there are too many.
    """
    kept = list(dict.fromkeys(" ".join(strip_invisible(str(tag)).lower().split()) for tag in tags))
    kept = [tag for tag in kept if tag]
    if any(len(tag) > TAG_CHARACTERS for tag in kept):
        raise EntryInvalid(f"A tag has at most {TAG_CHARACTERS} characters.", field="tags")
    if len(kept) > MOST_TAGS:
        raise EntryInvalid(
            f"An entry has at most {MOST_TAGS} tags; this one has {len(kept)}.",
            field="tags",
        )
    return kept


def clean_asked_as(wordings: Iterable[str]) -> list[str]:
    """Other wordings of the question as they are kept: a line each, each once whatever its case, in the order given.

    Raises:
        EntryInvalid: one is too long, or there are too many.
    """
    kept: dict[str, str] = {}
    for wording in wordings:
        line = " ".join(strip_invisible(str(wording)).split())
        if line:
            kept.setdefault(line.casefold(), line)
    if any(len(line) > ASKED_AS_CHARACTERS for line in kept.values()):
        raise EntryInvalid(f"A wording has at most {ASKED_AS_CHARACTERS} characters.", field="asked_as")
    if len(kept) > MOST_ASKED_AS:
        raise EntryInvalid(
            f"An entry has at most {MOST_ASKED_AS} other wordings; this one has {len(kept)}.", field="asked_as"
        )
    return list(kept.values())


def clean_kind(kind: str) -> str:
    """A kind of entry.

    Raises:
        EntryInvalid: there is no such kind.
    """
    if kind not in KnowledgeEntry.Kind.values:
        raise EntryInvalid(
            f"An entry is of kind {' or '.join(KnowledgeEntry.Kind.values)}, not “{kind}”.", field="kind"
        )
    return kind


def clean_reason(reason: str) -> str:
    """Why a version was made, as it is kept."""
    return " ".join(strip_invisible(reason).split())[:REASON_CHARACTERS]
