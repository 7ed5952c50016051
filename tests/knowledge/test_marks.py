"""The fingerprints by which a replay is known to be stale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from knowledge.models import KnowledgeEntry
from knowledge.services import entries, golden
from knowledge.services.marks import golden_mark, knowledge_mark, payload_mark
from tests.knowledge.factories import entry_with, shop_entries
from tests.training.factories import LearningUpdateFactory, UserFactory
from training.services.agents import change_agent


def revise(organization: Any, entry: Any) -> None:
    entries.revise_entry(organization=organization, entry_id=entry.pk, title=entry.title, body="60 days.")


def archive(organization: Any, entry: Any) -> None:
    entries.archive_entry(organization=organization, entry_id=entry.pk)


def add(organization: Any, entry: Any) -> None:
    entry_with(organization, "Gift cards", "Three years.")


def need_more_confidence(organization: Any, entry: Any) -> None:
    change_agent(organization=organization, changes={"handoff_confidence": 0.9})


def give_more_passages(organization: Any, entry: Any) -> None:
    change_agent(organization=organization, changes={"context_size": 8})


@pytest.mark.parametrize("change", [revise, archive, add, need_more_confidence, give_more_passages])
def test_the_knowledges_mark_changes_with_what_answers_depend_on(
    organization: Any, change: Callable[[Any, Any], None]
) -> None:
    entry = shop_entries(organization)[0]
    before = knowledge_mark(organization)
    change(organization, entry)
    assert knowledge_mark(organization) != before


def test_the_knowledges_mark_stays_while_nothing_does(organization: Any) -> None:
    entry = shop_entries(organization)[0]
    before = knowledge_mark(organization)
    KnowledgeEntry.objects.filter(pk=entry.pk).update(category="Returns")
    assert knowledge_mark(organization) == before


def test_the_knowledges_mark_takes_one_query(organization: Any, django_assert_num_queries: Any) -> None:
    shop_entries(organization)
    with django_assert_num_queries(1):
        knowledge_mark(organization)


def test_the_golden_sets_mark_changes_with_what_it_expects(organization: Any) -> None:
    person = UserFactory()
    marks = [golden_mark(organization)]
    made = golden.add_golden(
        organization=organization, question="How long?", expected_answer="30 days", confirmed_by=person
    )
    marks.append(golden_mark(organization))
    golden.revise_golden(
        organization=organization,
        golden_id=made.pk,
        question="How long?",
        expected_answer="60 days",
        confirmed_by=person,
    )
    marks.append(golden_mark(organization))
    assert len(set(marks)) == 3
    golden.set_golden_active(organization=organization, golden_id=made.pk, is_active=False)
    assert golden_mark(organization) == marks[0]


def test_an_updates_mark_changes_with_its_payload(organization: Any) -> None:
    update = LearningUpdateFactory(organization=organization)
    before = payload_mark(update)
    assert payload_mark(update) == before
    update.payload = update.payload | {"body": "60 days."}
    assert payload_mark(update) != before
