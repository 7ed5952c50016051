"""Two changes of one text brought together."""

from __future__ import annotations

from random import Random

import pytest

from knowledge.merging import Merge, merge_lists, merge_texts, merge_wholes

BASE = "You have 30 days. Send it back. We pay the postage."


def merged(ours: str, theirs: str, base: str = BASE) -> Merge:
    return merge_texts(base=base, ours=ours, theirs=theirs)


@pytest.mark.parametrize(
    ("ours", "theirs", "text"),
    [
        (BASE, BASE, BASE),
        (BASE.replace("30", "14"), BASE, BASE.replace("30", "14")),
        (BASE, BASE.replace("30", "14"), BASE.replace("30", "14")),
        (BASE.replace("30", "14"), BASE.replace("30", "14"), BASE.replace("30", "14")),
        (
            BASE.replace("30", "14"),
            BASE.replace("We pay", "You pay"),
            "You have 14 days. Send it back. You pay the postage.",
        ),
        (
            BASE.replace("30", "14"),
            BASE.replace("Send", "Bring"),
            "You have 14 days. Bring it back. We pay the postage.",
        ),
        (f"{BASE} Keep the receipt.", BASE.replace("30", "14"), f"{BASE.replace('30', '14')} Keep the receipt."),
        (f"Hello. {BASE}", f"{BASE} Bye.", f"Hello. {BASE} Bye."),
        ("You have 30 days. We pay the postage.", f"{BASE} Bye.", "You have 30 days. We pay the postage. Bye."),
        (BASE.replace(". ", ".\n\n"), BASE.replace("30", "14"), BASE.replace("30", "14").replace(". ", ".\n\n")),
        ("", BASE, ""),
    ],
)
def test_changes_of_different_sentences_are_both_kept(ours: str, theirs: str, text: str) -> None:
    assert merged(ours, theirs).is_clean
    assert merged(ours, theirs).text() == text


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (BASE.replace("30", "14"), BASE.replace("30", "60")),
        (BASE.replace("30", "14"), "Send it back. We pay the postage."),
        (f"{BASE} One more.", f"{BASE} Another."),
        ("You have 30 days. We pay the postage.", BASE.replace("back.", "back. In a box.")),
    ],
)
def test_changes_of_the_same_sentence_are_for_a_person(ours: str, theirs: str) -> None:
    found = merged(ours, theirs)
    assert len(found.conflicts) == 1
    with pytest.raises(ValueError, match="conflict 0"):
        found.text()
    assert found.text({0: "ours"}) == ours
    assert found.text({0: "theirs"}) == theirs


def test_what_is_no_conflict_stays_whichever_wording_is_chosen() -> None:
    found = merged(BASE.replace("30", "14"), BASE.replace("30", "60").replace("We pay", "You pay"))
    assert found.text({0: "ours"}) == "You have 14 days. Send it back. You pay the postage."
    assert found.text({0: "theirs"}) == "You have 60 days. Send it back. You pay the postage."


def test_new_sentences_that_state_different_facts_are_for_a_person_wherever_they_stand() -> None:
    base = "Returns are easy. Ask us."
    found = merged("Send it back within 14 days. Ask us.", f"{base} You can send it back within 30 days.", base)
    assert not found.conflicts
    assert found.contradictions == (("14 days", "30 days"),)
    assert not found.is_clean


def test_whichever_texts_nothing_is_lost_and_the_sides_are_alike() -> None:
    """Against what must hold of any merge: an unchanged side gives way, equal changes stand, sides may be exchanged."""
    lot = Random(4)  # noqa: S311 - a reproducible draw
    words = [f"Sentence {letter}." for letter in "abcdefgh"]

    def changed(text: list[str]) -> list[str]:
        text = list(text)
        for _ in range(lot.randint(0, 3)):
            place = lot.randint(0, len(text))
            if lot.random() < 0.5 or place == len(text):
                text.insert(place, lot.choice(words))
            elif lot.random() < 0.5:
                del text[place]
            else:
                text[place] = lot.choice(words)
        return text

    clean = 0
    for _ in range(2000):
        start = [lot.choice(words) for _ in range(lot.randint(0, 5))]
        base, ours, theirs = (" ".join(text) for text in (start, changed(start), changed(start)))
        assert merged(ours, base, base).text() == ours
        assert merged(base, theirs, base).text() == theirs
        assert merged(ours, ours, base).text() == ours
        one, other = merged(ours, theirs, base), merged(theirs, ours, base)
        assert one.is_clean == other.is_clean
        if one.is_clean:
            clean += 1
            assert one.text() == other.text()
            only_new = (set(ours.split(".")) | set(theirs.split("."))) - set(base.split("."))
            assert all(line.strip() in one.text() for line in only_new)
    assert 500 < clean < 2000


def test_a_title_is_changed_as_one() -> None:
    assert merge_wholes(base="A", ours="B", theirs="A").text() == "B"
    assert merge_wholes(base="A", ours="B", theirs="B").text() == "B"
    found = merge_wholes(base="A", ours="B", theirs="C")
    assert (found.text({0: "ours"}), found.text({0: "theirs"})) == ("B", "C")


def test_lists_never_conflict() -> None:
    assert merge_lists(base=["a", "b"], ours=["a"], theirs=["a", "b", "c"]) == ["a", "c"]
    assert merge_lists(base=[], ours=["a", "b"], theirs=["b"]) == ["b", "a"]
    assert merge_lists(base=["a"], ours=["a"], theirs=[]) == []
