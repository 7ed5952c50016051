"""The applier of knowledge updates: what approval changes, and how it is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string

from knowledge.appliers import knowledge_update as applier
from knowledge.appliers.knowledge_update import (
    LaterVersionExists,
    PayloadInvalid,
    UpdateAlreadyApplied,
    UpdateNotAppliedYet,
)
from knowledge.models import KnowledgeEntry, KnowledgeVersion
from knowledge.services.answering import answer
from knowledge.services.entries import (
    EntryChangedMeanwhile,
    EntryInvalid,
    archive_entry,
    restore_entry,
    restore_version,
    revise_entry,
)
from tests.knowledge.factories import NOON, SHOP, GapQuestionFactory, KnowledgeGapFactory, entry_with, shop_entries
from tests.knowledge.replays import replayed
from tests.training.factories import LearningUpdateFactory, UserFactory
from training.models import LearningUpdate
from training.services.updates import apply_update, approve_update, roll_back_update, undo_decision

pytestmark = pytest.mark.django_db
GIFT = {
    "action": "create",
    "title": "Do you offer gift wrapping?",
    "body": "Gift wrapping costs 3 euros. Choose it in the basket.",
    "category": "Orders",
    "tags": ["gift"],
}


def update_with(organization: Any, payload: dict[str, Any], **fields: Any) -> LearningUpdate:
    return LearningUpdateFactory(organization=organization, title=payload.get("title", "T"), payload=payload, **fields)


def change_of(entry: KnowledgeEntry, body: str, **more: Any) -> dict[str, Any]:
    return {
        "action": "update",
        "entry_id": entry.pk,
        "expected_version_id": entry.current_version_id,
        "title": entry.title,
        "body": body,
        "category": "Returns",
        "tags": ["return"],
    } | more


def test_approval_and_a_cycle_make_the_entry_and_roll_back_archives_it(organization: Any) -> None:
    reviewer = UserFactory()
    update = update_with(organization, GIFT)
    approve_update(update_id=replayed(update).pk, reviewer=reviewer)
    update = apply_update(update_id=update.pk)
    assert (update.status, update.error) == ("applied", "")
    entry = KnowledgeEntry.objects.get(pk=update.result["entry_id"])
    version = KnowledgeVersion.objects.get(pk=update.result["version_id"])
    assert update.result["was_created"] is True
    assert update.result["previous_version_id"] is None
    assert (entry.title, entry.category, entry.tags, entry.status) == (GIFT["title"], "Orders", ["gift"], "live")
    assert (version.update, version.author, version.body) == (update, reviewer, GIFT["body"])
    assert answer(organization=organization, question="Do you do gift wrapping?").cites(entry.pk)

    roll_back_update(update_id=update.pk, reviewer=reviewer)
    entry.refresh_from_db()
    assert entry.status == "archived"
    assert not answer(organization=organization, question="Do you do gift wrapping?").cites(entry.pk)


def test_applied_again_after_a_roll_back_the_same_entry_comes_back(organization: Any) -> None:
    reviewer = UserFactory()
    update = update_with(organization, GIFT)
    approve_update(update_id=replayed(update).pk, reviewer=reviewer)
    first = apply_update(update_id=update.pk).result
    roll_back_update(update_id=update.pk, reviewer=reviewer)
    update = undo_decision(update_id=update.pk, reviewer=reviewer)
    approve_update(update_id=replayed(update).pk, reviewer=reviewer)
    again = apply_update(update_id=update.pk)
    assert again.status == "applied"
    assert again.result["entry_id"] == first["entry_id"]
    assert again.result["version_id"] > first["version_id"]
    assert KnowledgeEntry.objects.get().status == "live"
    roll_back_update(update_id=update.pk, reviewer=reviewer)
    assert KnowledgeEntry.objects.get().status == "archived"


def test_an_update_of_an_entry_opens_a_version_and_roll_back_brings_the_text_back(organization: Any) -> None:
    entry = entry_with(organization)
    first = entry.current_version
    update = update_with(organization, change_of(entry, "14 days."))
    update.result = applier.apply(update=update)
    entry.refresh_from_db()
    assert (entry.current_version.body, entry.category, entry.tags) == ("14 days.", "Returns", ["return"])
    assert update.result["previous_version_id"] == first.pk
    assert update.result["was_created"] is False
    assert entry.current_version.update == update

    applier.revert(update=update)
    entry.refresh_from_db()
    assert (entry.current_version.number, entry.current_version.body) == (3, SHOP[0][1])
    assert (entry.category, entry.tags) == ("", [])
    assert entry.current_version.reason == f"Rolled back: {update.title}"


def test_an_update_can_be_applied_again_over_its_own_roll_back(organization: Any) -> None:
    entry = entry_with(organization)
    update = update_with(organization, change_of(entry, "14 days."))
    update.result = applier.apply(update=update)
    applier.revert(update=update)
    update.result = {}
    applier.apply(update=update)
    entry.refresh_from_db()
    assert (entry.current_version.number, entry.current_version.body) == (4, "14 days.")


def test_other_wordings_and_the_kind_come_with_an_update_and_go_with_its_roll_back(organization: Any) -> None:
    entry = entry_with(organization, asked_as=["how long for returns"])
    payload = {"action": "update", "entry_id": entry.pk, "title": entry.title, "body": SHOP[0][1]}
    update = update_with(organization, payload | {"asked_as": ["until when can I return it"], "entry_kind": "handoff"})
    update.result = applier.apply(update=update)
    entry.refresh_from_db()
    assert (entry.current_version.asked_as, entry.kind) == ("until when can I return it", "handoff")
    applier.revert(update=update)
    entry.refresh_from_db()
    assert (entry.current_version.asked_as, entry.kind) == ("how long for returns", "answer")


def test_what_a_payload_does_not_name_an_existing_entry_keeps(organization: Any) -> None:
    entry = entry_with(organization, category="Returns", tags=["return"], asked_as=["sending back"])
    payload = {"action": "update", "entry_id": entry.pk, "title": entry.title, "body": "14 days."}
    applier.apply(update=update_with(organization, payload))
    entry.refresh_from_db()
    assert (entry.category, entry.tags, entry.current_version.asked_as) == ("Returns", ["return"], "sending back")


def test_only_other_wordings_are_a_change_too(organization: Any) -> None:
    entry = entry_with(organization, asked_as=["sending back"])
    payload = {"action": "update", "entry_id": entry.pk, "title": entry.title, "body": SHOP[0][1]}
    applier.validate(update=update_with(organization, payload | {"asked_as": ["returns"]}))
    with pytest.raises(PayloadInvalid, match="already says"):
        applier.validate(update=update_with(organization, payload | {"asked_as": ["sending back"]}))


def merge_of(kept: KnowledgeEntry, gone: KnowledgeEntry, **more: Any) -> dict[str, Any]:
    return {
        "action": "merge",
        "entry_id": kept.pk,
        "expected_version_id": kept.current_version_id,
        "other_entry_id": gone.pk,
        "expected_other_version_id": gone.current_version_id,
        "title": kept.title,
        "body": kept.current_version.body,
    } | more


def test_a_merge_archives_the_other_entry_and_roll_back_brings_it_back(organization: Any) -> None:
    kept, gone, *_ = shop_entries(organization)
    update = update_with(organization, merge_of(kept, gone, body="Both in one text.", asked_as=["money back when"]))
    update.result = applier.apply(update=update)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.current_version.body, kept.current_version.asked_as) == ("Both in one text.", "money back when")
    assert (gone.status, update.result["other_version_id"]) == ("archived", gone.current_version_id)

    applier.revert(update=update)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.current_version.body, kept.current_version.asked_as) == (SHOP[0][1], "")
    assert (gone.status, gone.current_version.body) == ("live", SHOP[1][1])

    update.result = {}
    update.result = applier.apply(update=update)
    gone.refresh_from_db()
    assert gone.status == "archived"


def test_a_merge_may_leave_the_text_that_stays_as_it_is(organization: Any) -> None:
    kept, gone, *_ = shop_entries(organization)
    version_id = kept.current_version_id
    update = update_with(organization, merge_of(kept, gone))
    update.result = applier.apply(update=update)
    kept.refresh_from_db()
    assert kept.current_version_id == version_id
    applier.revert(update=update)
    gone.refresh_from_db()
    assert gone.status == "live"


def test_rolling_a_merge_back_leaves_alone_what_somebody_restored_meanwhile(organization: Any) -> None:
    kept, gone, *_ = shop_entries(organization)
    update = update_with(organization, merge_of(kept, gone))
    update.result = applier.apply(update=update)
    restore_entry(organization=organization, entry_id=gone.pk)
    revise_entry(organization=organization, entry_id=gone.pk, title=gone.title, body="By hand.")
    applier.revert(update=update)
    gone.refresh_from_db()
    assert (gone.status, gone.current_version.body) == ("live", "By hand.")


def test_a_merge_is_refused_when_either_entry_is_not_as_it_was_read(organization: Any) -> None:
    kept, gone, third, *_ = shop_entries(organization)
    with pytest.raises(PayloadInvalid, match="with itself"):
        applier.validate(update=update_with(organization, merge_of(kept, kept)))
    with pytest.raises(PayloadInvalid, match="does not exist"):
        applier.validate(update=update_with(organization, merge_of(kept, gone, other_entry_id=10**9)))
    update = update_with(organization, merge_of(kept, gone))
    revise_entry(organization=organization, entry_id=gone.pk, title=gone.title, body="Changed.")
    with pytest.raises(EntryChangedMeanwhile, match="version 2"):
        applier.apply(update=update)
    archive_entry(organization=organization, entry_id=third.pk)
    with pytest.raises(PayloadInvalid, match="archived"):
        applier.validate(update=update_with(organization, merge_of(kept, third)))


def test_what_would_be_after_a_merge_lacks_the_other_entry(organization: Any) -> None:
    kept, gone, *_ = shop_entries(organization)
    stays, goes = applier.would_be(update=update_with(organization, merge_of(kept, gone, asked_as=["refund when"])))
    assert (stays.entry_id, list(stays.asked_as or [])) == (kept.pk, ["refund when"])
    assert (goes.entry_id, goes.is_removed) == (gone.pk, True)
    asked = answer(organization=organization, question="When does my refund arrive?", overlay=[stays, goes])
    assert gone.pk not in [hit.entry_id for hit in asked.hits]


def test_a_hand_off_rule_counts_the_questions_it_passes_on(organization: Any) -> None:
    shop_entries(organization)
    gap = KnowledgeGapFactory(organization=organization)
    for _ in range(3):
        GapQuestionFactory(gap=gap, text="Can you merge my two accounts into one?")
    rule = GIFT | {
        "title": "Can you merge my two accounts into one?",
        "body": "A person merges accounts. They need both e-mail addresses.",
        "entry_kind": "handoff",
        "gap_id": gap.pk,
    }
    update = update_with(organization, rule)
    update.result = applier.apply(update=update)
    gap.refresh_from_db()
    assert (gap.answered_count, gap.asked_again_count) == (3, 3)
    asked = answer(organization=organization, question="Merge my two accounts, please")
    assert asked.is_handoff
    assert asked.rule is not None


def test_applying_twice_is_refused(organization: Any) -> None:
    update = update_with(organization, GIFT)
    update.result = applier.apply(update=update)
    with pytest.raises(UpdateAlreadyApplied):
        applier.apply(update=update)
    assert KnowledgeEntry.objects.count() == 1


def test_roll_back_never_loses_a_later_change(organization: Any) -> None:
    entry = entry_with(organization)
    update = update_with(organization, change_of(entry, "14 days."))
    update.result = applier.apply(update=update)
    revise_entry(
        organization=organization,
        entry_id=entry.pk,
        title="T",
        body="By hand.",
        author=UserFactory(email="ada@example.com"),
    )
    with pytest.raises(LaterVersionExists, match=r"version 3, .*by "):
        applier.revert(update=update)
    entry.refresh_from_db()
    assert entry.current_version.body == "By hand."


def test_what_was_not_applied_cannot_be_rolled_back(organization: Any) -> None:
    with pytest.raises(UpdateNotAppliedYet):
        applier.revert(update=update_with(organization, GIFT))
    with pytest.raises(UpdateNotAppliedYet, match="does not exist"):
        applier.revert(update=update_with(organization, GIFT, result={"entry_id": 0, "version_id": 0}))


def test_an_entry_that_changed_since_the_update_was_written_is_not_overwritten(organization: Any) -> None:
    entry = entry_with(organization)
    update = update_with(organization, change_of(entry, "14 days."))
    revise_entry(organization=organization, entry_id=entry.pk, title=entry.title, body="60 days.")
    with pytest.raises(EntryChangedMeanwhile, match="version 2"):
        applier.apply(update=update)
    assert "was changed since" in applier.preview(update=update)["problem"]
    # Changed and changed back: it says what it said when the update was written.
    restore_version(organization=organization, entry_id=entry.pk, version_id=update.payload["expected_version_id"])
    applier.validate(update=update)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"action": "delete"}, "does not say"),
        ({"action": "update"}, "does not exist"),
        ({"title": ""}, "title"),
        ({"body": " "}, "text"),
        ({"category": "c" * 81}, "category"),
        ({"tags": ["t" * 41]}, "tag"),
        ({"asked_as": "one line"}, "no list"),
        ({"asked_as": ["w" * 301]}, "wording"),
        ({"entry_kind": "poem"}, "poem|kind"),
    ],
)
def test_a_payload_that_cannot_be_applied_is_refused(organization: Any, change: dict[str, Any], sentence: str) -> None:
    update = update_with(organization, GIFT | change)
    with pytest.raises(EntryInvalid, match=sentence):
        applier.validate(update=update)


def test_an_update_that_changes_nothing_or_an_archived_entry_is_refused(organization: Any) -> None:
    entry = entry_with(organization)
    with pytest.raises(PayloadInvalid, match="already says"):
        applier.validate(update=update_with(organization, change_of(entry, SHOP[0][1])))
    archive_entry(organization=organization, entry_id=entry.pk)
    with pytest.raises(PayloadInvalid, match="archived"):
        applier.validate(update=update_with(organization, change_of(entry, "14 days.")))


def test_another_organizations_entry_cannot_be_changed(
    organization: Any, other_organization: Any, in_organization: Any
) -> None:
    in_organization(other_organization)
    theirs = entry_with(other_organization)
    in_organization(organization)
    with pytest.raises(PayloadInvalid, match="does not exist"):
        applier.apply(update=update_with(organization, change_of(theirs, "Ours.")))


def test_the_preview_shows_what_would_change_and_what_is_near(organization: Any) -> None:
    entries = shop_entries(organization)
    update = update_with(
        organization, change_of(entries[0], "You can send anything back within **14 days** of delivery.")
    )
    seen = applier.preview(update=update)
    assert (seen["action"], seen["entry"], seen["old_body"], seen["problem"]) == ("update", entries[0], SHOP[0][1], "")
    assert [(s.change, s.text) for s in seen["body_diff"] if s.change != "equal"] == [
        ("delete", "30"),
        ("insert", "14"),
    ]
    assert all(segment.change == "equal" for segment in seen["title_diff"])
    assert entries[0].pk not in [near.entry_id for near in seen["nearest"]]
    assert len(seen["nearest"]) == 3

    new = applier.preview(update=update_with(organization, GIFT))
    assert (new["entry"], new["old_body"]) == (None, "")
    assert [segment.change for segment in new["body_diff"]] == ["insert"]


def test_the_preview_of_an_applied_update_still_shows_what_it_changed(organization: Any) -> None:
    entries = shop_entries(organization)
    update = update_with(organization, change_of(entries[0], "14 days."))
    update.result = applier.apply(update=update)
    seen = applier.preview(update=update)
    assert (seen["old_body"], seen["body"], seen["problem"]) == (SHOP[0][1], "14 days.", "")


def test_the_card_names_its_template_and_carries_the_preview(organization: Any) -> None:
    update = update_with(organization, GIFT | {"gap_id": 7})
    card = applier.card(update=update)
    assert card["template"] == "knowledge/partials/update_card.html"
    assert card["context"]["update"] == update
    assert card["context"]["gap_id"] == 7
    assert card["context"]["body"] == GIFT["body"]


def test_what_would_be_is_what_a_replay_asks(organization: Any) -> None:
    entry = entry_with(organization)
    (new,) = applier.would_be(update=update_with(organization, GIFT))
    (changed,) = applier.would_be(update=update_with(organization, change_of(entry, "14 days.")))
    assert (new.entry_id, new.title, new.body) == (None, GIFT["title"], GIFT["body"])
    assert (changed.entry_id, changed.body) == (entry.pk, "14 days.")
    assert answer(organization=organization, question="Do you do gift wrapping?", overlay=[new]).cites(-1)


def test_the_questions_of_its_gap_are_asked_again(organization: Any) -> None:
    shop_entries(organization)
    gap = KnowledgeGapFactory(organization=organization)
    for number in range(applier.MOST_QUESTIONS - 1):
        GapQuestionFactory(gap=gap, text="Do you offer gift wrapping?", asked_at=NOON + timedelta(minutes=number))
    GapQuestionFactory(gap=gap, text="Who won the football match?", asked_at=NOON + timedelta(days=1))
    GapQuestionFactory(gap=gap, text="Do you offer gift wrapping?", asked_at=NOON - timedelta(days=9))  # one too many
    GapQuestionFactory(gap=gap, text="Do you offer gift wrapping?", is_failed=False)
    update = update_with(organization, GIFT | {"gap_id": gap.pk})
    update.result = applier.apply(update=update)
    gap.refresh_from_db()
    assert (gap.answered_count, gap.asked_again_count) == (applier.MOST_QUESTIONS - 1, applier.MOST_QUESTIONS)
    assert gap.asked_again_at is not None

    applier.revert(update=update)
    gap.refresh_from_db()
    assert (gap.answered_count, gap.asked_again_count, gap.asked_again_at) == (0, 0, None)


def test_a_gap_that_is_gone_does_not_stop_its_update(organization: Any) -> None:
    applier.apply(update=update_with(organization, GIFT | {"gap_id": 10**9}))
    assert KnowledgeEntry.objects.count() == 1


def test_an_update_in_the_queue_that_breaks_ends_as_failed_with_the_sentence(organization: Any) -> None:
    reviewer = UserFactory()
    entry = entry_with(organization)
    update = update_with(organization, change_of(entry, "14 days."))
    approve_update(update_id=replayed(update).pk, reviewer=reviewer)
    archive_entry(organization=organization, entry_id=entry.pk)
    update = apply_update(update_id=update.pk)
    assert update.status == "failed"
    assert "archived" in update.error


def test_the_card_renders(organization: Any) -> None:
    entries = shop_entries(organization)
    payload = change_of(entries[0], "Within **14 days** of delivery.", title="Sending <b>back</b>")
    card = applier.card(update=update_with(organization, payload))
    html = render_to_string(card["template"], {"card": card["context"]})
    assert "<ins>" in html
    assert "&lt;b&gt;" in html
    assert "Nearest live entries" in html
    merge = merge_of(entries[0], entries[1], asked_as=["parcel back when"], entry_kind="handoff")
    card = applier.card(update=update_with(organization, merge))
    html = render_to_string(card["template"], {"card": card["context"]})
    assert "The text stays as it is." in html
    assert "parcel back when" in html
    assert "takes out of use" in html
    assert SHOP[1][1].split(".")[0] in html
    assert "A hand-off rule." in html
    broken = applier.card(update=update_with(organization, payload | {"body": ""}))
    assert "It cannot be applied" in render_to_string(broken["template"], {"card": broken["context"]})
