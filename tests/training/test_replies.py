"""The wording and the structure of replies."""

from __future__ import annotations

import pytest

from training.replies import features_of, frequent_phrases


@pytest.mark.parametrize(
    ("reply", "feature"),
    [
        ("I am sorry to hear that, the parcel is late.", "apologises"),
        ("Which order do you mean?", "ends with a question"),
        ("Do this:\n1. Open the app\n2. Tap on returns", "gives steps as a list"),
        ("It takes 5 working days.", "names a figure"),
        ("See https://shop.example/returns for it.", "gives a link"),
        ("word " * 80, "is long (more than 70 words)"),
        ("Yes.", "is short (up to 15 words)"),
    ],
)
def test_each_feature_is_heard(reply: str, feature: str) -> None:
    assert feature in features_of(reply)


def test_a_plain_reply_has_none_of_them() -> None:
    assert (
        features_of("Anything bought in the shop can be sent back to the place where it came from, unworn and dry.")
        == set()
    )


def test_phrases_are_those_that_many_share_but_not_most() -> None:
    replies = ["Please check the tracking page for it."] * 40 + ["Your basket holds nothing."] * 20 + ["Fine."] * 140
    found = frequent_phrases(replies)
    assert "says “the tracking page”" in found or "says “check the tracking”" in found
    assert all(places == list(range(40)) for places in found.values())
    assert frequent_phrases(["Please check the tracking page."] * 100) == {}
