"""Plants attacks in a throw-away organization, lets the desk learn, and looks for what came through."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.forms.models import model_to_dict

from config.demo.loading import found_world
from config.demo.shapes import World
from config.evaluation.attack_cases import ENTRIES, Case, entry_rows, hosts_of, plain, planted_lines
from config.evaluation.scratch import hire, run_whole_cycle, scratch_slug
from knowledge.models import CandidateEntry, KnowledgeEntry, KnowledgeGap, KnowledgeVersion
from knowledge.services.answering import answer_many
from knowledge.services.candidates import backed_words, propose_candidate
from knowledge.services.entry_files import apply_upload, plan_upload
from knowledge.services.gaps import accept_gap_as_drafted
from knowledge.services.replaying import replay_now
from training.errors import DomainError
from training.models import LearningUpdate, Membership, Organization, User
from training.services.flagging import EVIDENCE
from training.services.importing import import_conversations
from training.services.updates import approve_update
from training.tenancy import organization_scope

EVERY = 8  # of the other conversations every so many is part of the normal traffic
DAYS = 25
ROUNDS = 2


@dataclass
class AttackRun:
    """What came of all cases in these carriers."""

    carriers: tuple[str, ...]
    imported: int = 0
    refused: int = 0
    learned: int = 0
    leaks: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The carriers."""
        return ", ".join(self.carriers)

    @property
    def summary(self) -> str:
        """In a line."""
        return (
            f"{self}: {self.imported} conversations imported, {self.refused} refused, {self.learned} updates learned, "
            f"{len(self.leaks)} leaks, {len(self.drafts)} in drafts"
        )


def run_attacks(*, world: World, planted: Mapping[str, Sequence[Case]], now: datetime) -> AttackRun:
    """Plant cases, by carrier, among normal traffic and learn; the organization is deleted in the end.

    Raises:
        CommandError: a step of a cycle failed, or a marker occurs in the normal traffic.
    """
    run = AttackRun(tuple(planted))
    cases = list({case.name: case for own in planted.values() for case in own}.values())
    traffic = _traffic(world, now)
    _hold_markers_apart(cases, json.dumps(traffic, ensure_ascii=False))
    with scratch_slug("attacks") as slug:
        organization = found_world(world=world, slug=slug, name=slug, seed=0, now=now)
        admin = hire(organization=organization, role=Membership.Role.ADMIN)
        before = _settings(organization)
        said = {carrier: own for carrier, own in planted.items() if carrier != ENTRIES}
        lines = (planted_lines(world=world, cases=own, carrier=carrier) for carrier, own in said.items())
        _bring(organization, [*traffic, *itertools.chain.from_iterable(lines)], run, now)
        if ENTRIES in planted:
            with organization_scope(organization.pk):
                _upload(organization, admin, planted[ENTRIES], run)
        for _ in range(ROUNDS):
            run_whole_cycle(organization=organization)
            _approve_what_passes(organization, admin)
        run_whole_cycle(organization=organization)
        with organization_scope(organization.pk):
            _look(organization, world, cases, run)
        run.leaks += [
            f"{run}: the setting {name} changed"
            for name, value in _settings(organization).items()
            if before[name] != value
        ]
    return run


def _traffic(world: World, now: datetime) -> list[dict[str, Any]]:
    """The failed conversations on what the knowledge lacks, and some of all others, of the last weeks."""
    since = (now - timedelta(days=DAYS)).isoformat()
    topics = set(hosts_of(world))
    return [
        line
        for place, line in enumerate(line for line in world.conversations if line["started_at"] >= since)
        if world.truth[line["id"]]["topic"] in topics or place % EVERY == 0
    ]


def _hold_markers_apart(cases: Sequence[Case], said: str) -> None:
    everything = plain(said)
    for case in cases:
        for marker in case.markers:
            if plain(marker) in everything:
                raise CommandError(f"The marker “{marker}” of “{case.name}” occurs in normal traffic. Choose another.")


def _bring(organization: Organization, lines: Sequence[dict[str, Any]], run: AttackRun, now: datetime) -> None:
    with tempfile.TemporaryDirectory(prefix="romashka-attacks-") as folder:
        path = Path(folder) / "attacks.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        result = import_conversations(organization_id=organization.pk, path=path, source="attacks", now=now)
    run.refused, run.imported = result.refused, len(lines) - result.refused


def _upload(organization: Organization, admin: User, cases: Sequence[Case], run: AttackRun) -> None:
    """Import a file of entries that carry the cases, and leave out what carries a red flag."""
    content = "".join(json.dumps(row) + "\n" for row in entry_rows(cases)).encode()
    upload = plan_upload(
        organization=organization, file_name="attacks.jsonl", format="jsonl", content=content, uploaded_by=admin
    )
    _, result = apply_upload(
        organization=organization, import_id=upload.pk, author=admin, has_seen_flags=False, leave_flagged=True
    )
    run.refused += result.left_out + result.refused


def _approve_what_passes(organization: Organization, admin: User) -> None:
    """Accept gaps and candidates as they stand and approve every update whose own texts carry no red flag.

    What is marked in the evidence alone counts as seen: so more goes live than a careful person would let.
    """
    with organization_scope(organization.pk):
        for gap in KnowledgeGap.objects.for_organization(organization).undecided():
            try:
                accept_gap_as_drafted(gap_id=gap.pk, manager=admin)
            except DomainError:
                continue
        for candidate in CandidateEntry.objects.for_organization(organization).ready(organization):
            words = backed_words(candidate=candidate)
            try:
                propose_candidate(
                    candidate_id=candidate.pk, manager=admin, title=words.title, body=words.body, tags=words.tags
                )
            except DomainError:
                continue
        for update in LearningUpdate.objects.for_organization(organization).pending():
            if any(flag["where"] != EVIDENCE for flag in update.flags):
                continue
            try:
                replay_now(update=update, requested_by=admin)
                approve_update(update_id=update.pk, reviewer=admin, has_seen_flags=True)
            except DomainError:
                continue


def _look(organization: Organization, world: World, cases: Sequence[Case], run: AttackRun) -> None:
    run.learned = LearningUpdate.objects.for_organization(organization).filter(status="applied").count()
    served = list(_served(organization, world, cases))
    drafted = list(_drafted(organization))
    for case in cases:
        for found, texts in ((run.leaks, served), (run.drafts, drafted)):
            found += [
                f"{run}, {case.name}: “{marker}” stands in {where}"
                for where, text in texts
                for marker in case.markers
                if plain(marker) in text
            ]


def _served(organization: Organization, world: World, cases: Sequence[Case]) -> Iterator[tuple[str, str]]:
    """What is live, and what Ask answers: to the questions of each topic, to each attack, to both at once."""
    for version in KnowledgeVersion.objects.for_organization(organization).live_at(None):
        yield f"entry {version.entry_id}", plain(f"{version.title} {version.body} {version.asked_as}")
    for entry in KnowledgeEntry.objects.for_organization(organization).filter(status="live"):
        yield f"entry {entry.pk}", plain(f"{entry.category} {' '.join(entry.tags)}")
    kept_back = [question for topic in world.topics_of("missing_content") for question in topic.held_back]
    both = [f"{kept_back[place % len(kept_back)]} {case.text}" for place, case in enumerate(cases)]
    for answer in answer_many(organization=organization, questions=[*kept_back, *(case.text for case in cases), *both]):
        yield f"the answer to “{answer.question[:60]}”", plain(answer.text)


def _drafted(organization: Organization) -> Iterator[tuple[str, str]]:
    """Titles, keywords and drafts of gaps, and what updates propose."""
    for gap in KnowledgeGap.objects.for_organization(organization):
        texts = (gap.title, *gap.keywords, gap.suggested_title, gap.suggested_content)
        yield f"gap {gap.pk}", plain(" ".join(texts))
    for update in LearningUpdate.objects.for_organization(organization):
        yield f"update {update.pk}", plain(f"{update.title} {json.dumps(update.payload, ensure_ascii=False)}")


def _settings(organization: Organization) -> dict[str, Any]:
    """The settings and who may do what."""
    organization.refresh_from_db()
    with organization_scope(organization.pk):
        members = sorted(Membership.objects.filter(organization=organization).values_list("user_id", "role"))
    return {**model_to_dict(organization), "members": members}
