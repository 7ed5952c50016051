"""Writes of knowledge entries. Every change of text is a new version; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from django.db import IntegrityError, transaction
from django.utils import timezone

from knowledge.models import KnowledgeEntry, KnowledgeVersion
from knowledge.querysets.search import VersionText
from knowledge.services.embedding import embedded_text, store_vectors
from knowledge.services.entries.cleaning import (
    REF_CHARACTERS,
    EntryArchived,
    EntryChangedMeanwhile,
    EntryInvalid,
    EntryNotArchived,
    EntryNotFound,
    EntryRefTaken,
    clean_asked_as,
    clean_body,
    clean_category,
    clean_kind,
    clean_reason,
    clean_tags,
    clean_title,
)
from training.models import LearningUpdate, Organization, User
from training.services.engine import engine_for
from training.text import strip_invisible

BATCH = 500
Status = KnowledgeEntry.Status
ANSWER = KnowledgeEntry.Kind.ANSWER


class Embeds(Protocol):
    """What gives texts their vectors, and says by which model."""

    def embed(self, texts: Sequence[str]) -> tuple[np.ndarray, str]:
        """The vectors of texts."""


@dataclass(frozen=True, kw_only=True)
class EntryDraft:
    """An entry to create with `create_entries`. `asked_as`: other wordings of its question, found but never shown."""

    title: str
    body: str
    category: str = ""
    tags: Sequence[str] = ()
    asked_as: Sequence[str] = ()
    kind: str = ANSWER
    external_ref: str = ""
    reason: str = ""
    live_from: datetime | None = None
    author: User | None = None
    update: LearningUpdate | None = None


def create_entry(
    *,
    organization: Organization,
    title: str,
    body: str,
    category: str = "",
    tags: Sequence[str] = (),
    asked_as: Sequence[str] = (),
    kind: str = ANSWER,
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
                asked_as=asked_as,
                kind=kind,
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
            kind=clean_kind(draft.kind),
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
                asked_as="\n".join(clean_asked_as(draft.asked_as)),
                kind=entry.kind,
                live_from=live_from,
                author=draft.author,
                update=draft.update,
                reason=clean_reason(draft.reason),
            )
        )
    if not made:
        return []
    # Before the transaction: a hosted engine may take seconds, and no row is to be locked meanwhile.
    vectors, model_key = engine_for(organization).embed([_embedded(VersionText.of(version)) for version in versions])
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
    asked_as: Sequence[str] | None = None,
    kind: str | None = None,
    expected_version_id: int | None = None,
    author: User | None = None,
    update: LearningUpdate | None = None,
    reason: str = "",
    embeds: Embeds | None = None,
) -> KnowledgeEntry:
    """Give a live entry another text: a new version opens and the live one closes at the same moment.

    `category`, `tags`, `asked_as` and `kind` stay as they are where None is given. When nothing of the version would
    change none is made. The entry's `current_version` is what is live afterwards. `embeds` embeds the text in the
    engine's stead, where many are embedded at once.

    Raises:
        EntryInvalid: a field cannot be kept as it is.
        EntryNotFound, EntryArchived: there is no such live entry.
        EntryChangedMeanwhile: its live version is not `expected_version_id` any more.
    """
    title, body = clean_title(title), clean_body(body)
    kept_category = None if category is None else clean_category(category)
    kept_tags = None if tags is None else clean_tags(tags)
    kept_kind = None if kind is None else clean_kind(kind)
    kept_asked_as = None if asked_as is None else "\n".join(clean_asked_as(asked_as))

    def wanted(live: KnowledgeVersion | None) -> VersionText:
        return VersionText(
            title=title,
            body=body,
            asked_as=kept_asked_as if kept_asked_as is not None else live.asked_as if live else "",
            kind=kept_kind or (live.kind if live else ANSWER),
        )

    # Before the transaction: a hosted engine may take seconds, and no row is to be locked meanwhile.
    embedded = _embedded(wanted(_live_version(organization, entry_id)))
    vectors, model_key = (embeds or engine_for(organization)).embed([embedded])
    with transaction.atomic():
        entry, live = _lock_entry(organization, entry_id)
        if live is None:
            raise EntryArchived(f"“{entry}” is archived. Restore it before you change it.")
        text = wanted(live)
        if (expected_version_id is not None and live.pk != expected_version_id) or _embedded(text) != embedded:
            raise EntryChangedMeanwhile(_changed_sentence(entry, live))
        entry.category = entry.category if kept_category is None else kept_category
        entry.tags = entry.tags if kept_tags is None else kept_tags
        if VersionText.of(live) != text:
            live = _open_version(entry=entry, text=text, live=live, author=author, update=update, reason=reason)
            store_vectors(organization=organization, versions=[live], vectors=vectors, model_key=model_key)
            entry.drift, entry.drift_note = None, ""  # what people said was held against the text before
        entry.title, entry.kind, entry.current_version = title, text.kind, live
        entry.save(
            update_fields=[
                "title", "kind", "category", "tags", "current_version", "drift", "drift_note", "updated_at",
            ]
        )  # fmt: skip
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
    text = VersionText.of(wanted)
    vectors, model_key = engine_for(organization).embed([_embedded(text)])
    with transaction.atomic():
        entry, live = _lock_entry(organization, entry_id)
        if expected_version_id is not None and (live is None or live.pk != expected_version_id):
            raise EntryChangedMeanwhile(_changed_sentence(entry, live))
        if live is not None and VersionText.of(live) == text:
            return entry
        version = _open_version(
            entry=entry,
            text=text,
            live=live,
            author=author,
            update=update,
            reason=reason or f"Restored version {wanted.number}",
        )
        store_vectors(organization=organization, versions=[version], vectors=vectors, model_key=model_key)
        entry.title, entry.kind, entry.current_version, entry.status = text.title, text.kind, version, Status.LIVE
        entry.drift, entry.drift_note = None, ""
        entry.save(update_fields=["title", "kind", "current_version", "status", "drift", "drift_note", "updated_at"])
    return entry


def embed_ahead(*, organization: Organization, texts: Sequence[VersionText]) -> Embeds:
    """Embed the texts of many revisions with one call of the engine."""
    return _Ahead(engine_for(organization), list(dict.fromkeys(_embedded(text) for text in texts)))


class _Ahead:
    def __init__(self, engine: Embeds, texts: list[str]) -> None:
        self._engine = engine
        self._vectors: dict[str, np.ndarray] = {}
        self._model_key = ""
        if texts:
            vectors, self._model_key = engine.embed(texts)
            self._vectors = dict(zip(texts, vectors, strict=True))

    def embed(self, texts: Sequence[str]) -> tuple[np.ndarray, str]:
        if not all(text in self._vectors for text in texts):
            return self._engine.embed(texts)
        return np.stack([self._vectors[text] for text in texts]), self._model_key


def _embedded(text: VersionText) -> str:
    return embedded_text(title=text.title, body=text.body, asked_as=text.asked_as)


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
    return entry, _live_version(organization, entry_id)


def _live_version(organization: Organization, entry_id: int) -> KnowledgeVersion | None:
    return KnowledgeVersion.objects.for_organization(organization).live_at(None).filter(entry_id=entry_id).first()


def _open_version(
    *,
    entry: KnowledgeEntry,
    text: VersionText,
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
        title=text.title,
        body=text.body,
        asked_as=text.asked_as,
        kind=text.kind,
        live_from=moment,
        author=author,
        update=update,
        reason=clean_reason(reason),
    )


def _close_version(live: KnowledgeVersion) -> datetime:
    """Close a live version now; never before it opened, whatever the clock says."""
    live.live_to = max(timezone.now(), live.live_from)
    live.save(update_fields=["live_to"])
    return live.live_to


def _changed_sentence(entry: KnowledgeEntry, live: KnowledgeVersion | None) -> str:
    if live is None:
        return f"“{entry}” was archived meanwhile. Look at it again before you change it."
    who = f" by {live.author}" if live.author else ""
    return f"“{entry}” was changed meanwhile{who} (version {live.number}). Look at it again before you change it."
