"""A person says what kind of gap it is; the machine keeps to it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from knowledge.facts import as_facts, common_facts, compare, facts_of
from knowledge.kinds import Difference, Matter
from knowledge.models import KnowledgeGap, KnowledgeVersion
from knowledge.services.drafting import DRAFT_FIELDS, draft_gap, material_of
from knowledge.services.kinds.deciding import KIND_FIELDS, as_json, judge, mark_of
from knowledge.services.kinds.evidence import matters_of
from training.errors import DomainError
from training.models import User
from training.services.engine import engine_for

Kind = KnowledgeGap.Kind
NEEDS_ONE = (Kind.NOT_RETRIEVED, Kind.STALE)
NEEDS_TWO = (Kind.CONTRADICTORY, Kind.DUPLICATE)


class KindNeedsEntries(DomainError):
    """A kind that is about entries was chosen without them."""


class GapNotOpen(DomainError):
    """Somebody decided the gap meanwhile."""


def choose_kind(
    *, gap_id: int, manager: User, kind: str, entry_id: int | None = None, other_entry_id: int | None = None
) -> KnowledgeGap:
    """Give an open gap a kind by hand, with the entries it is about, and draft its fix. Later cycles keep it.

    Raises:
        KindNeedsEntries: no such kind, or the entries that it is about are missing, not live, or one and the same.
        GapNotOpen: the gap was decided meanwhile.
    """
    if kind not in Kind.values:
        raise KindNeedsEntries("Choose what kind of gap it is.")
    gap = KnowledgeGap.objects.select_related("organization").get(pk=gap_id)
    wanted = [entry_id, other_entry_id] if kind in NEEDS_TWO else [entry_id] if kind in NEEDS_ONE else []
    versions = _live(gap, wanted)
    organization = gap.organization
    engine = engine_for(organization)
    matter = matters_of(organization=organization, gaps=[gap], engine=engine)[gap.pk]
    gap.kind, gap.is_kind_fixed = kind, True
    gap.kind_reason = f"{manager} chose this kind."
    gap.kind_entry_id = versions[0].entry_id if versions else None
    gap.kind_other_entry_id = versions[1].entry_id if len(versions) > 1 else None
    gap.kind_facts = [as_json(one, len(matter.people)) for one in _differences(versions, matter)]
    gap.kind_decided_at, gap.kind_question_count = timezone.now(), gap.question_count
    gap.kind_knowledge_mark = mark_of(organization)
    gap = draft_gap(gap=gap, material=material_of(gap=gap), engine=engine)
    return _save(gap)


def let_kind_be_decided(*, gap_id: int) -> KnowledgeGap:
    """Take a choice back: the machine decides again, now and in later cycles.

    Raises:
        GapNotOpen: the gap was decided meanwhile.
    """
    organization = KnowledgeGap.objects.select_related("organization").get(pk=gap_id).organization
    engine = engine_for(organization)
    (gap,) = judge(organization=organization, gap_ids=[gap_id], engine=engine)
    gap.is_kind_fixed = False
    gap = draft_gap(gap=gap, material=material_of(gap=gap), engine=engine)
    return _save(gap)


@transaction.atomic
def _save(gap: KnowledgeGap) -> KnowledgeGap:
    """Write the kind and the draft, unless somebody was faster."""
    now = KnowledgeGap.objects.select_for_update().get(pk=gap.pk)
    if now.status != KnowledgeGap.Status.OPEN:
        raise GapNotOpen(f"“{now}” was {now.get_status_display().lower()} meanwhile; its kind stays.")
    gap.save(update_fields=[*KIND_FIELDS, *DRAFT_FIELDS, "is_kind_fixed", "updated_at"])
    return gap


def _live(gap: KnowledgeGap, entry_ids: list[int | None]) -> list[KnowledgeVersion]:
    if len(set(entry_ids)) < len(entry_ids):
        raise KindNeedsEntries("Choose two different entries.")
    found = {
        version.entry_id: version
        for version in KnowledgeVersion.objects.for_organization(gap.organization_id)
        .live_at(None)
        .filter(entry__in=[pk for pk in entry_ids if pk])
    }
    if any(pk not in found for pk in entry_ids):
        two = "two live entries" if len(entry_ids) > 1 else "the live entry"
        raise KindNeedsEntries(f"Choose {two} that it is about.")
    return [found[pk] for pk in entry_ids if pk]


def _differences(versions: list[KnowledgeVersion], matter: Matter) -> list[Difference]:
    """The facts to show for entries that a person named."""
    texts = [facts_of(f"{version.title}\n{version.body}") for version in versions]
    if len(texts) == 2:
        found = compare(*texts)
        pairs = [*found.conflicts, *((a, b) for a, b in found.agreements if a and b and a.kind != "rule")]
        return [Difference(entry=mine, other=theirs) for mine, theirs in pairs]
    common = common_facts([answer.facts for answer in matter.people])
    if not texts:
        return [Difference(people=one) for one in common[:4] if one.fact.kind == "quantity"]
    found = compare(texts[0], as_facts(common, [answer.facts for answer in matter.people]))
    pairs = [*found.conflicts, *((a, b) for a, b in found.agreements if a and b and a.kind != "rule")]
    said = {id(one.fact): one for one in common}
    return [Difference(entry=mine, people=said.get(id(theirs))) for mine, theirs in pairs]
