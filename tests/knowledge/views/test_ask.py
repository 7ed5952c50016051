"""Asking: answered with citations, or handed off."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from knowledge.models import EntryPerformance
from tests.knowledge.factories import shop_entries
from tests.views import HTMX, client_as


def test_an_answer_cites_its_entry(organization: Any) -> None:
    shop_entries(organization)
    client = client_as(organization, "analyst")
    answer = client.post(reverse("knowledge:ask"), {"question": "When does my refund arrive?"})
    assert "5 working days" in answer.text
    assert "data-citation" in answer.text
    fragment = client.post(reverse("knowledge:ask"), {"question": "When does my refund arrive?"}, **HTMX)
    assert fragment.text.strip().startswith('<div id="answer"')


def test_what_nobody_taught_is_handed_off(organization: Any) -> None:
    shop_entries(organization)
    page = client_as(organization, "admin").post(
        reverse("knowledge:ask"), {"question": "Do you rent out wedding tents in the mountains?"}
    )
    assert "Handed off to a person" in page.text
    assert "Write the entry that answers it" in page.text


def test_an_empty_question_gets_a_sentence(organization: Any) -> None:
    answer = client_as(organization, "analyst").post(reverse("knowledge:ask"), {"question": "  "})
    assert answer.status_code == 422


def test_what_is_offered_is_counted_and_what_is_cited_is_used(organization: Any) -> None:
    entries = {entry.title: entry for entry in shop_entries(organization)}
    client_as(organization, "analyst").post(reverse("knowledge:ask"), {"question": "When does my refund arrive?"})
    offered = set(EntryPerformance.objects.filter(retrieved=1).values_list("entry", flat=True))
    assert len(offered) == 5
    cited = entries["When does my refund arrive?"]
    assert cited.pk in offered
    used = [entry for entry in entries.values() if type(entry).objects.get(pk=entry.pk).last_used_at]
    assert used == [cited]


def test_what_is_handed_off_uses_nothing(organization: Any) -> None:
    (entry, *_) = shop_entries(organization)
    client_as(organization, "analyst").post(
        reverse("knowledge:ask"), {"question": "Do you rent out wedding tents in the mountains?"}
    )
    assert not type(entry).objects.filter(last_used_at__isnull=False).exists()
