"""`bench search`: a small run of it."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import KnowledgeVersion
from training.models import Organization
from training.tenancy import organization_scope

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_it_measures_a_search_and_its_index_and_leaves_nothing_behind() -> None:
    out = StringIO()
    call_command("bench", "search", "--entries=60", "--organizations=2", "--queries=6", stdout=out)
    figures = json.loads(out.getvalue().splitlines()[-1])
    assert (figures["entries"], figures["organizations"], figures["queries"]) == (60, 2, 6)
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]
    assert figures["vector_recall_at_10"] == 1
    assert figures["own_cpu_ms"] > 0 <= figures["db_cpu_ms"]
    assert 10 < figures["candidates"] <= 30
    assert not Organization.objects.exists()
    with organization_scope(None):
        assert not KnowledgeVersion.objects.exists()


def test_organizations_without_entries_are_refused() -> None:
    with pytest.raises(CommandError, match="an entry and a question for each"):
        call_command("bench", "search", "--entries=5", "--organizations=6", stdout=StringIO())
