"""`evaluate search`, `evaluate answerability` and `evaluate answers`: your own files, the desk's own code."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.knowledge.factories import SHOP
from training.models import Organization

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
ENTRIES = [{"id": f"e{number}", "title": title, "text": body} for number, (title, body) in enumerate(SHOP)]
QUERIES = [
    {"id": "q1", "text": "Hi! I'd like to send the shoes back, how many days have I got?"},
    {"id": "q2", "text": "forgot my password and can't log in"},
    {"id": "q3", "text": "nobody judged this"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\te0\t2\nq1\te1\t1\nq2\te5\t1\nq2\te0\t0\nq3\te1\t0\n"


def write(path: Path, rows: list[Any] | str) -> Path:
    path.write_text(rows if isinstance(rows, str) else "".join(json.dumps(row) + "\n" for row in rows))
    return path


def evaluate(*arguments: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("evaluate", *(str(argument) for argument in arguments), stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return {
        "corpus": write(tmp_path / "corpus.jsonl", ENTRIES),
        "queries": write(tmp_path / "queries.jsonl", QUERIES),
        "qrels": write(tmp_path / "qrels.tsv", QRELS),
    }


def test_a_search_is_scored_and_leaves_nothing_behind(files: dict[str, Path]) -> None:
    figures = evaluate("search", *files.values(), "--min", "ndcg_at_10=0.9", "--max", "p95_ms=60000")
    assert (figures["entries"], figures["queries"]) == (8, 2)
    assert figures["mrr_at_10"] == 1
    assert figures["recall_at_10"] == 1
    assert 0.9 < figures["ndcg_at_10"] <= 1
    assert 0 < figures["ndcg_at_10_text"] <= 1
    assert 0 < figures["ndcg_at_10_vector"] <= 1
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]
    assert not Organization.objects.exists()


def test_a_missed_bound_fails(files: dict[str, Path]) -> None:
    with pytest.raises(CommandError, match="queries is 2, above 1"):
        evaluate("search", *files.values(), "--max", "queries=1")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("corpus", '{"id": "e0", "title": "A", "text": "B"}\n\nnonsense\n', r"corpus.jsonl.*line 3: is no JSON"),
        ("corpus", '{"id": "e0", "title": "A"}\n', "line 1: “text” is missing"),
        ("corpus", '{"id": "e0", "title": "", "text": " "}\n', "line 1: the entry is empty"),
        ("corpus", '{"id": "e0", "title": "A", "text": "B"}\n' * 2, "line 2: the id “e0” stands in line 1"),
        ("corpus", "", "holds no line"),
        ("queries", '{"id": "q1", "text": ""}\n', "line 1: “text” is missing"),
        ("qrels", "q1 e0 1\n", r"qrels.tsv.*line 1: has not three columns"),
        ("qrels", "q9\te0\t1\n", "line 1: the query “q9” is not among the queries"),
        ("qrels", "q1\te99\t1\n", "line 1: the entry “e99” is not in the corpus"),
        ("qrels", "q1\te0\t1\nq1\te1\tnan\n", "line 2: the score “nan” is no number"),
        ("qrels", "q1\te0\t0\n", "says of no entry that it is relevant"),
    ],
)
def test_a_bad_file_gets_a_sentence_with_its_line(files: dict[str, Path], name: str, text: str, sentence: str) -> None:
    write(files[name], text)
    with pytest.raises(CommandError, match=sentence):
        evaluate("search", *files.values())
    assert not Organization.objects.exists()


def test_a_missing_file_gets_a_sentence(files: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere.jsonl” cannot be read: No such file"):
        evaluate("search", tmp_path / "nowhere.jsonl", files["queries"], files["qrels"])


CONTEXTS = [body for _, body in SHOP]
TITLED = [{"title": title, "text": body} for title, body in SHOP]


def test_what_can_be_answered_is_told_from_what_cannot(tmp_path: Path) -> None:
    rows = [
        {"question": "How long can I send something back?", "contexts": TITLED, "answerable": True},
        {"question": "When does my refund arrive?", "contexts": TITLED, "answerable": True},
        {"question": "Which payment methods do you take?", "contexts": TITLED[3:], "answerable": True},
        {"question": "How long does a refund take to reach my account?", "contexts": CONTEXTS, "answerable": True},
        {"question": "What is the capital of France?", "contexts": CONTEXTS, "answerable": False},
        {"question": "When does my refund arrive?", "contexts": TITLED[2:], "answerable": False},
        {"question": "Which payment methods do you take?", "contexts": [], "answerable": False},
        {"question": "Do you sell tickets for the opera?", "contexts": ["", *CONTEXTS], "answerable": False},
    ]
    figures = evaluate("answerability", write(tmp_path / "mine.jsonl", rows))
    assert (figures["questions"], figures["answerable"]) == (8, 4)
    assert figures["auc"] == 1
    assert figures["recall"] == 1
    assert figures["precision"] >= 0.8
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"question": "Why?", "contexts": "text", "answerable": True}, "line 1: “contexts” is no list of texts"),
        ({"question": "Why?", "contexts": [{"title": "A"}], "answerable": True}, "line 1: “contexts” is no list"),
        ({"question": "Why?", "contexts": [], "answerable": 1}, "line 1: “answerable” is neither true nor false"),
        ({"contexts": [], "answerable": True}, "line 1: “question” is missing"),
    ],
)
def test_a_bad_row_of_answerability_is_named(tmp_path: Path, row: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        evaluate("answerability", write(tmp_path / "mine.jsonl", [row]))


def test_labelled_questions_sit_the_exam_of_answering(tmp_path: Path) -> None:
    matters = ("track my parcel", "reset my password", "download an invoice", "redeem a voucher", "see the showroom")
    leads = ("How can I", "I want to", "Where do I", "Is it possible to", "Please help me to")
    rows = [
        {"label": matter, "text": f"{lead} {matter} {when}?"}
        for matter in matters
        for lead in leads
        for when in ("today", "again", "at once", "with you")
    ]
    figures = evaluate("answers", "--texts", write(tmp_path / "mine.jsonl", rows), "--fit")
    assert figures["questions"] == 40
    assert figures["answered_share"] >= 0.8
    assert figures["wrong_answer_share"] <= 0.2
    assert figures["auc"] > 0.9
    assert figures["fact_share"] is None
    with pytest.raises(CommandError, match="Say on what"):
        evaluate("answers")
    with pytest.raises(CommandError, match="at least 5 are needed"):
        evaluate("answers", "--texts", write(tmp_path / "few.jsonl", rows[:30]))
