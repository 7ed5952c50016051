"""Writes of knowledge entries. Every change of text is a new version; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from knowledge.models import KnowledgeEntry, KnowledgeVersion
from knowledge.services.embedding import embedded_text, store_vectors
from training.errors import DomainError
from training.models import LearningUpdate, Organization, User
from training.services.engine import engine_for
from training.text import strip_invisible

TITLE_CHARACTERS = 300
BODY_BYTES = 100_000
CATEGORY_CHARACTERS = 80
TAG_CHARACTERS = 40
MOST_TAGS = 20
REF_CHARACTERS = 200
REASON_CHARACTERS = 300
BATCH = 500
Status = KnowledgeEntry.Status


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


@dataclass(frozen=True, kw_only=True)
class EntryDraft:
    """An entry to create with `create_entries`."""

    title: str
    body: str
    category: str = ""
    tags: Sequence[str] = ()
    external_ref: str = ""
    reason: str = ""
    live_from: datetime | None = None
    author: User | None = None
    update: LearningUpdate | None = None


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
    """A text as it is kept: nothing invisible, no blanks around it.

    Raises:
        EntryInvalid: it is empty or too long.
    """
    body = strip_invisible(body).strip()
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


def create_entry(
    *,
    organization: Organization,
    title: str,
    body: str,
    category: str = "",
    tags: Sequence[str] = (),
    author: User | None = None,
    update: LearningUpdate | None = None,
    reason: str = "",
    external_ref: str = "",
    live_from: datetime | None = None,
) -> KnowledgeEntry:
    """Create a live entry with its first version, embedded at once.

    Raises:
        EntryInvalid: a field cannot be kept as it is.
    """
    return create_entries(
        organization=organization,
        entries=[
            EntryDraft(
                title=title,
                body=body,
                category=category,
                tags=tags,
                external_ref=external_ref,
                reason=reason,
                live_from=live_from,
                author=author,
                update=update,
            )
        ],
    )[0]


def create_entries(*, organization: Organization, entries: Sequence[EntryDraft]) -> list[KnowledgeEntry]:
    """Create many live entries with one embedding call; all or none.

    Raises:
        EntryInvalid: a field of one of them cannot be kept as it is.
    """
    now = timezone.now()
    made: list[KnowledgeEntry] = []
    versions: list[KnowledgeVersion] = []
    for draft in entries:
        live_from = draft.live_from or now
        if live_from > now:
            raise EntryInvalid("An entry cannot become live in the future.", field="live_from")
        ref = strip_invisible(draft.external_ref).strip()
        if len(ref) > REF_CHARACTERS:
            raise EntryInvalid(
                f"A reference has at most {REF_CHARACTERS} characters.",
                field="external_ref",
            )
        entry = KnowledgeEntry(
            organization=organization,
            title=clean_title(draft.title),
            category=clean_category(draft.category),
            tags=clean_tags(draft.tags),
            external_ref=ref,
        )
        made.append(entry)
        versions.append(
            KnowledgeVersion(
                organization=organization,
                entry=entry,
                number=1,
                title=entry.title,
                body=clean_body(draft.body),
                live_from=live_from,
                author=draft.author,
                update=draft.update,
                reason=_clean_reason(draft.reason),
            )
        )
    if not made:
        return []
    # Before the transaction: a hosted engine may take seconds, and no row is to be locked meanwhile.
    vectors, model_key = engine_for(organization).embed(
        [embedded_text(title=version.title, body=version.body) for version in versions]
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                KnowledgeEntry.objects.bulk_create(made, batch_size=BATCH)
        except IntegrityError as exc:
            if "knowledge_entry_ref_once" not in str(exc):
                raise
            raise EntryRefTaken("Another entry already has this reference.", field="external_ref") from exc
        for version in versions:
            version.entry_id = version.entry.pk
        KnowledgeVersion.objects.bulk_create(versions, batch_size=BATCH)
        for entry, version in zip(made, versions, strict=True):
            entry.current_version = version
        KnowledgeEntry.objects.bulk_update(made, ["current_version"], batch_size=BATCH)
        store_vectors(
            organization=organization,
            versions=versions,
            vectors=vectors,
            model_key=model_key,
        )
    return made


def revise_entry(
    *,
    organization: Organization,
    entry_id: int,
    title: str,
    body: str,
    category: str | None = None,
    tags: Sequence[str] | None = None,
    expected_version_id: int | None = None,
    author: User | None = None,
    update: LearningUpdate | None = None,
    reason: str = "",
) -> KnowledgeEntry:
    """Give a live entry another text: a new version opens and the live one closes at the same moment.

    `category` and `tags` stay as they are where None is given. When title and text are as they were no version is made.
    The entry's `current_version` is what is live afterwards.

    Raises:
        EntryInvalid: a field cannot be kept as it is.
        EntryNotFound, EntryArchived: there is no such live entry.
        EntryChangedMeanwhile: its live version is not `expected_version_id` any more.
    """
    title, body = clean_title(title), clean_body(body)
    kept_category = None if category is None else clean_category(category)
    kept_tags = None if tags is None else clean_tags(tags)
    vectors, model_key = engine_for(organization).embed([embedded_text(title=title, body=body)])
    with transaction.atomic():
        entry, live = _lock_entry(organization, entry_id)
        if live is None:
            raise EntryArchived(f"“{entry}” is archived. Restore it before you change it.")
        if expected_version_id is not None and live.pk != expected_version_id:
            raise EntryChangedMeanwhile(_changed_sentence(entry, live))
        entry.category = entry.category if kept_category is None else kept_category
        entry.tags = entry.tags if kept_tags is None else kept_tags
        if (live.title, live.body) != (title, body):
            live = _open_version(
                entry=entry,
                title=title,
                body=body,
                live=live,
                author=author,
                update=update,
                reason=reason,
            )
            store_vectors(
                organization=organization,
                versions=[live],
                vectors=vectors,
                model_key=model_key,
            )
        entry.title, entry.current_version = title, live
        entry.save(update_fields=["title", "category", "tags", "current_version", "updated_at"])
    return entry


@transaction.atomic
def archive_entry(
    *, organization: Organization, entry_id: int, expected_version_id: int | None = None
) -> KnowledgeEntry:
    """Take an entry out of what the agent may answer from; its versions stay. An archived one stays as it is.

    Raises:
        EntryNotFound: there is no such entry.
        EntryChangedMeanwhile: its live version is not `expected_version_id` any more.
    """
    entry, live = _lock_entry(organization, entry_id)
    if live is None:
        return entry
    if expected_version_id is not None and live.pk != expected_version_id:
        raise EntryChangedMeanwhile(_changed_sentence(entry, live))
    _close_version(live)
    entry.status = Status.ARCHIVED
    entry.save(update_fields=["status", "updated_at"])
    return entry


def restore_entry(
    *,
    organization: Organization,
    entry_id: int,
    author: User | None = None,
    update: LearningUpdate | None = None,
    reason: str = "",
) -> KnowledgeEntry:
    """Make an archived entry live again, with its last text as a new version.

    Raises:
        EntryNotFound: there is no such entry.
        EntryNotArchived: it is live.
    """
    entry = _find_entry(organization, entry_id)
    if entry.status != Status.ARCHIVED:
        raise EntryNotArchived(f"“{entry}” is live; there is nothing to restore.")
    if entry.current_version_id is None:
        raise EntryNotFound(f"“{entry}” has no text to restore.")
    return restore_version(
        organization=organization,
        entry_id=entry_id,
        version_id=entry.current_version_id,
        author=author,
        update=update,
        reason=reason or "Restored from the archive",
    )


def restore_version(
    *,
    organization: Organization,
    entry_id: int,
    version_id: int,
    expected_version_id: int | None = None,
    author: User | None = None,
    update: LearningUpdate | None = None,
    reason: str = "",
) -> KnowledgeEntry:
    """Make an earlier text of an entry live again, as a new version; an archived entry becomes live with it.

    Where that text is live already nothing changes. The entry's `current_version` is what is live afterwards.

    Raises:
        EntryNotFound: there is no such entry, or it never had this version.
        EntryChangedMeanwhile: its live version is not `expected_version_id` any more.
    """
    wanted = KnowledgeVersion.objects.for_organization(organization).filter(entry_id=entry_id, pk=version_id).first()
    if wanted is None:
        raise EntryNotFound("This entry has no such version.")
    vectors, model_key = engine_for(organization).embed([embedded_text(title=wanted.title, body=wanted.body)])
    with transaction.atomic():
        entry, live = _lock_entry(organization, entry_id)
        if expected_version_id is not None and (live is None or live.pk != expected_version_id):
            raise EntryChangedMeanwhile(_changed_sentence(entry, live))
        if live is not None and (live.title, live.body) == (wanted.title, wanted.body):
            return entry
        version = _open_version(
            entry=entry,
            title=wanted.title,
            body=wanted.body,
            live=live,
            author=author,
            update=update,
            reason=reason or f"Restored version {wanted.number}",
        )
        store_vectors(
            organization=organization,
            versions=[version],
            vectors=vectors,
            model_key=model_key,
        )
        entry.title, entry.current_version, entry.status = (
            wanted.title,
            version,
            Status.LIVE,
        )
        entry.save(update_fields=["title", "current_version", "status", "updated_at"])
    return entry


def _find_entry(organization: Organization, entry_id: int) -> KnowledgeEntry:
    entry = KnowledgeEntry.objects.for_organization(organization).filter(pk=entry_id).first()
    if entry is None:
        raise EntryNotFound("There is no such entry.")
    return entry


def _lock_entry(organization: Organization, entry_id: int) -> tuple[KnowledgeEntry, KnowledgeVersion | None]:
    """The entry, locked until the transaction ends, and its live version."""
    entry = KnowledgeEntry.objects.for_organization(organization).select_for_update().filter(pk=entry_id).first()
    if entry is None:
        raise EntryNotFound("There is no such entry.")
    return entry, KnowledgeVersion.objects.for_organization(organization).live_at(None).filter(entry=entry).first()


def _open_version(
    *,
    entry: KnowledgeEntry,
    title: str,
    body: str,
    live: KnowledgeVersion | None,
    author: User | None,
    update: LearningUpdate | None,
    reason: str,
) -> KnowledgeVersion:
    last = entry.versions.order_by("-number").values_list("number", "live_to").first()
    number, closed_at = last or (0, None)
    moment = _close_version(live) if live else max(timezone.now(), closed_at or timezone.now())
    return KnowledgeVersion.objects.create(
        organization_id=entry.organization_id,
        entry=entry,
        number=number + 1,
        title=title,
        body=body,
        live_from=moment,
        author=author,
        update=update,
        reason=_clean_reason(reason),
    )


def _close_version(live: KnowledgeVersion) -> datetime:
    """Close a live version now; never before it opened, whatever the clock says."""
    live.live_to = max(timezone.now(), live.live_from)
    live.save(update_fields=["live_to"])
    return live.live_to


def _clean_reason(reason: str) -> str:
    return " ".join(strip_invisible(reason).split())[:REASON_CHARACTERS]


def _changed_sentence(entry: KnowledgeEntry, live: KnowledgeVersion | None) -> str:
    if live is None:
        return f"“{entry}” was archived meanwhile. Look at it again before you change it."
    who = f" by {live.author}" if live.author else ""
    return f"“{entry}” was changed meanwhile{who} (version {live.number}). Look at it again before you change it."
