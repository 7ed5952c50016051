"""Settles what a person decided where an update and somebody else changed the same of an entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from knowledge.appliers.entries import change_of
from knowledge.merging import Choice, Merge, merge_lists
from training.errors import DomainError
from training.models import LearningUpdate, User
from training.services.updates import revise_update


class NothingToMerge(DomainError):
    """The entry is as it was when the update was written."""


class ChoiceMissing(DomainError):
    """Somebody has to say what stands."""


@transaction.atomic
def settle_merge(
    *,
    update_id: int,
    editor: User,
    choices: Mapping[tuple[str, int], Choice],
    body: str = "",
    live_version_id: int | None = None,
) -> LearningUpdate:
    """Write the outcome into a pending update: from now on it is a change of the entry as it is now.

    `choices` says whose wording stands, by field ("title", "body" or "kind") and number of the conflict in it; `body`,
    where it is not empty, is the whole text as the person wrote it. `live_version_id` is the version that they saw.

    Raises:
        NothingToMerge: nobody changed the entry since the update was written, or it was changed once more meanwhile.
        ChoiceMissing: a conflict is not decided, or the two changes state facts that cannot both hold.
        DomainError: the update is decided, or could not be applied like this.
    """
    update = LearningUpdate.objects.select_for_update().get(pk=update_id)
    change = change_of(update)
    if not change.is_merged:
        raise NothingToMerge(f"“{change.entry}” is as it was when this update was written.")
    if live_version_id is not None and live_version_id != change.live.pk:
        raise NothingToMerge(f"“{change.entry}” was changed once more meanwhile. Look at both texts again.")
    written = body.replace("\r\n", "\n").strip()
    said: dict[str, str] = {}
    for name, merge in change.merges.items():
        if name == "body" and written:
            said[name] = written
        else:
            said[name] = _settled(name, merge, choices)
    wordings = update.payload.get("asked_as")
    edits: dict[str, Any] = {
        "title": said["title"],
        "body": said["body"],
        "expected_version_id": change.live.pk,
    }
    if isinstance(wordings, list):
        edits["asked_as"] = merge_lists(base=change.base.asked_lines, ours=wordings, theirs=change.live.asked_lines)
    if said["kind"] != change.live.kind or update.payload.get("entry_kind"):
        edits["entry_kind"] = said["kind"]
    if update.payload.get("action") == "optimize" and said["body"] != change.live.body:
        edits["action"] = "update"
    return revise_update(update_id=update_id, edits=edits, editor=editor)


def _settled(name: str, merge: Merge, choices: Mapping[tuple[str, int], Choice]) -> str:
    if merge.contradictions:
        ours, theirs = merge.contradictions[0]
        raise ChoiceMissing(f"One text says “{ours}”, the other “{theirs}”. Write the text as it is to be.")
    wanted = {number: choice for (field, number), choice in choices.items() if field == name}
    if len([number for number in range(len(merge.conflicts)) if number not in wanted]):
        raise ChoiceMissing("Choose for each place whose wording stands, or write the text as it is to be.")
    return merge.text(wanted)
