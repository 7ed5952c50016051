"""Answers of the local engine: out of the passages, with a confidence that means something."""

from __future__ import annotations

import numpy as np
import pytest

from training.ai.base import AnswerRequest, GroundedAnswer, Passage
from training.ai.embedding import embed
from training.ai.local import passages
from training.ai.local.confidence import rate, ways_of_asking
from training.ai.local.passages import plain_blocks, read_passages, stem
from training.ai.local_provider import LocalProvider
from training.keeping import Kept


def passage(number: int, title: str, text: str, score: float = 0.5) -> Passage:
    return Passage(version_id=number, entry_id=number + 1000, title=title, text=text, score=score)


ADDRESS = passage(
    1,
    "How do I change my delivery address?",
    "Open **Orders**, choose the order and press *Edit address*. It can be changed until the parcel "
    "is with the courier.",
)
REFUND = passage(2, "When do I get my refund?", "Refunds reach the card within 5 days after the parcel is back.")
PASSWORD = passage(3, "How do I reset my password?", "Press **Forgot password** on the login page.")
HOURS = passage(4, "Opening hours", "The shop is open from 9 to 17 on working days.")
ALL = (ADDRESS, REFUND, PASSWORD, HOURS)


def answered(question: str, *passages: Passage, **more: object) -> GroundedAnswer:
    request = AnswerRequest.model_validate({"question": question, "passages": passages or ALL} | more)
    answer, usage = LocalProvider().answer(request)
    assert usage.cost == 0
    return answer


@pytest.mark.parametrize(
    ("question", "version"),
    [
        ("How can I change my delivery address?", 1),
        ("Hi! I need to change the delivery address of my order", 1),
        ("when will I get the refund to my card", 2),
        ("I forgot my password, how do I reset it?", 3),
        ("What are your opening hours?", 4),
    ],
)
def test_a_question_that_an_entry_answers_is_answered_with_it(question: str, version: int) -> None:
    answer = answered(question)
    assert answer.cited_version_ids == (version,)
    assert answer.confidence > 0.6


@pytest.mark.parametrize(
    "question",
    [
        "Do you ship to Norway?",
        "Can I bring my dog to the hotel?",
        "What is the capital of France?",
        "How do I earn loyalty points?",
        "Is the blue bicycle waterproof?",
        "asdf qwerty",
        "hello",
        "?",
    ],
)
def test_a_question_that_no_entry_answers_is_not_answered(question: str) -> None:
    assert answered(question).confidence < 0.35


def test_too_unsure_there_is_neither_text_nor_citation() -> None:
    answer = answered("Do you ship to Norway?")
    assert (answer.text, answer.cited_version_ids) == ("", ())


def test_without_passages_or_question_there_is_no_answer() -> None:
    request = AnswerRequest(question="How do I change my delivery address?", passages=())
    assert LocalProvider().answer(request)[0] == GroundedAnswer(text="", confidence=0.0, cited_version_ids=())
    assert answered("  ").confidence == 0


def test_the_answer_is_plain_text_out_of_the_passage() -> None:
    answer = answered("How do I change my delivery address?")
    assert answer.text == (
        "Open Orders, choose the order and press Edit address. It can be changed until the parcel is with the courier."
    )


def test_of_a_long_entry_only_what_answers_is_said() -> None:
    filler = " ".join(
        f"Shelf number {n} holds books about the history of the town and its many bridges." for n in range(20)
    )
    long = passage(9, "The library", f"{filler} Late books cost 20 cents a day. {filler}")
    answer = answered("How much do late books cost?", long)
    assert "Late books cost 20 cents a day." in answer.text
    assert len(answer.text) < 500


def test_a_list_keeps_its_lines() -> None:
    steps = passage(5, "How do I return an item?", "1. Open **Orders**.\n2. Press [Return](https://example.com/r).\n")
    assert answered("How do I return an item?", steps).text == "- Open Orders.\n- Press Return."


def test_the_answer_keeps_to_the_length_it_is_given() -> None:
    text = " ".join(f"Rule {n}: a parcel of size {n} is returned at counter {n} of the depot." for n in range(1, 7))
    rules = passage(6, "How do I return a parcel?", text)
    assert len(answered("How do I return a parcel?", rules, max_tokens=10).text) <= 200


def test_the_order_of_the_passages_does_not_matter() -> None:
    question = "How can I change my delivery address?"
    assert answered(question, *ALL) == answered(question, *reversed(ALL))


def test_an_entry_that_is_taken_back_leaves_the_question_open() -> None:
    question = "How can I change my delivery address?"
    assert answered(question).confidence > 0.6
    assert answered(question, REFUND, PASSWORD, HOURS).confidence < 0.35


@pytest.mark.parametrize("text", ["", "   ", "# Only a heading", "![](x)", "\x01", "|a|\n|-|\n|b|", "x" * 100_000])
def test_odd_entries_break_nothing(text: str) -> None:
    answer = answered("How do I change my delivery address?", passage(1, "", text))
    assert 0 <= answer.confidence <= 1


def test_a_story_around_the_question_does_not_hide_it() -> None:
    story = "A friend told me about you and I like it. We moved last month. How do I change my delivery address?"
    assert answered(story).cited_version_ids == (1,)
    assert ways_of_asking(story)[-1] == "How do I change my delivery address?"


def test_a_part_of_a_question_that_says_too_little_is_no_way_of_asking() -> None:
    assert ways_of_asking("My parcel is lost. Where is it?") == ["My parcel is lost. Where is it?"]


def test_markdown_becomes_plain_blocks() -> None:
    blocks = plain_blocks("# Returns\n\nSend it **back** in\n`14` days.\n\n* one\n* [two](http://x.y)\n\n> said\n")
    assert [(block.text, block.is_heading, block.is_item) for block in blocks] == [
        ("Returns", True, False),
        ("Send it back in 14 days.", False, False),
        ("one", False, True),
        ("two", False, True),
        ("said", False, False),
    ]


@pytest.mark.parametrize(("one", "other"), [("refunds", "refund"), ("changing", "change"), ("deliveries", "delivery")])
def test_word_forms_meet(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_the_engine_embeds_with_the_bundled_model() -> None:
    provider = LocalProvider()
    vectors, _ = provider.embed(["Where is my parcel?", ""])
    assert provider.embedding_model == "wordllama-256"
    assert vectors.shape == (2, provider.embedding_dimensions)
    assert np.array_equal(vectors, embed(["Where is my parcel?", ""]))
    assert str(provider.stamp) == "local 1"


def test_a_question_inside_of_a_sentence_is_a_way_of_asking() -> None:
    ways = ways_of_asking("My toaster died, is there any express delivery?")
    assert ways == ["My toaster died, is there any express delivery?", "Is there any express delivery?"]


def test_another_wording_of_the_question_raises_the_confidence_and_is_never_said() -> None:
    question = "Is there a loyalty scheme?"
    plain = passage(7, "Lindenhof Circle", "Every euro spent earns one point.")
    told = plain.model_copy(update={"asked_as": ("Do you have a loyalty scheme?",)})
    before, after = answered(question, plain, REFUND), answered(question, told, REFUND)
    assert before.confidence < 0.5 < after.confidence
    assert after.text == "Every euro spent earns one point."


def test_words_in_which_customers_ask_count_for_a_text_that_is_written_in_others() -> None:
    question = "Do you have a loyalty scheme?"
    official = passage(7, "Remuneration of custom", "Each euro of turnover yields one unit of credit.")
    told = official.model_copy(update={"asked_as": ("Do you have a loyalty scheme?", "Is there a bonus programme?")})
    request = AnswerRequest(question=question, passages=(told, REFUND))
    (found, _), _ = rate(ways=[question], passages=request.passages, read=read_passages(request.passages))
    (title_only, _), _ = rate(ways=[question], passages=(official, REFUND), read=read_passages((official, REFUND)))
    assert found["sentence_meaning"] == pytest.approx(0.8, abs=0.01)
    assert title_only["sentence_meaning"] < 0.5


def test_a_passage_that_says_the_same_does_not_make_an_answer_doubtful() -> None:
    question = "How do I change my delivery address?"
    twin = ADDRESS.model_copy(update={"version_id": 8, "title": "How can I change the delivery address?"})
    assert answered(question, ADDRESS, twin, REFUND).confidence >= answered(question, ADDRESS, REFUND).confidence - 0.1


def test_a_passage_is_read_once_and_read_again_when_its_text_changes() -> None:
    first, again, changed = (
        read_passages([one])[0] for one in (ADDRESS, ADDRESS, ADDRESS.model_copy(update={"text": "Ask us."}))
    )
    assert first is again
    assert [sentence.text for sentence in changed.sentences] == ["Ask us."]


def test_what_is_kept_of_passages_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "_kept", Kept(size=2))
    read_passages([passage(number, f"Title {number}", "Never read before.") for number in range(5)])
    assert len(passages._kept) == 2


def features_of(question: str, *passages: Passage) -> list[dict[str, float]]:
    return rate(ways=ways_of_asking(question), passages=passages, read=read_passages(passages))[0]


def test_words_that_a_passage_lacks_count_against_it() -> None:
    has_all, has_none = features_of("How do I reset my password?", PASSWORD, HOURS)
    assert has_all["words_met"] == pytest.approx(2 / 2.5)  # two words, and half a one that is always missing
    assert has_none["words_met"] < 0.5
    (other,) = features_of("How do I reset my thermostat?", PASSWORD)
    assert has_none["words_met"] < other["words_met"] < has_all["words_met"]


def test_few_words_prove_less_than_many() -> None:
    (few,) = features_of("My login?", PASSWORD)
    (many,) = features_of("Where on the login page do I press forgot password?", PASSWORD)
    assert few["words_met"] < many["words_met"] < 1


def test_of_several_ways_to_ask_the_one_counts_of_which_a_passage_has_most_words() -> None:
    (plain,) = features_of("How do I reset my password?", PASSWORD)
    (found,) = features_of("My thermostat died on Tuesday. How do I reset my password?", PASSWORD)
    assert found["words_met"] == pytest.approx(plain["words_met"])


def test_one_word_in_one_of_many_wordings_makes_no_matter() -> None:
    lean = passage(8, "Can somebody assemble the wardrobe?", "Our fitters assemble it within 10 days.")
    also = ("Who assembles the furniture set?", "Do you assemble beds?", "Booking a fitter", "Is assembly included?")
    told = lean.model_copy(update={"version_id": 9, "asked_as": also})
    question = "Do you sell second-hand furniture?"
    (found,) = features_of(question, told)
    assert found["gist_meaning"] < found["wording_meaning_ahead"]  # alone, so ahead by the whole nearest wording
    assert found["gist_meaning"] < float((embed([question]) @ embed([also[0]]).T).max())


def test_nothing_is_certain() -> None:
    assert answered("How do I reset my password?", PASSWORD).confidence < 1


@pytest.mark.parametrize("question", ["?", "Is it?", "12 34"])
def test_a_question_without_a_telling_word_meets_none(question: str) -> None:
    assert [one["words_met"] for one in features_of(question, PASSWORD, HOURS)] == [0, 0]
