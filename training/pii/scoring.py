"""How well the scrubber does on labelled texts."""

# ruff: noqa: E501 - a table is easier to judge unbroken

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

# Label of a labelled file -> what we would call it. Labels that are missing here are not personal data by our promise
# (companies, job titles, weekdays) or not promised (a bare city or country): they count neither for nor against recall.
PROMISED: Mapping[str, str] = {
    "PERSON": "name", "ADDRESS": "address", "STREET_ADDRESS": "address",
    "CREDIT_CARD": "card", "PHONE_NUMBER": "phone", "PHONE": "phone",
    "EMAIL_ADDRESS": "email", "EMAIL": "email", "US_SSN": "ssn", "SSN": "ssn", "IBAN_CODE": "iban", "IBAN": "iban",
    "IP_ADDRESS": "ip", "US_DRIVER_LICENSE": "driving_licence", "DRIVER_LICENSE": "driving_licence",
    "DRIVER_LICENSE_NUM": "driving_licence", "LICENSE": "driving_licence", "PASSPORT": "passport", "PASSPORT_NUM": "passport",
    "PASSWORD": "secret", "USERNAME": "username", "USERID": "username",
    "ACCOUNT": "account", "ACCOUNT_NUMBER": "account", "BANK_ACCOUNT": "account", "BANK_ACCOUNT_NUM": "account",
    "ROUTING_NUMBER": "account", "TAX_ID": "national_id", "TAXID": "national_id", "PAN": "national_id", "AADHAR": "national_id",
    "VOTER_ID": "national_id", "POLICE_ID_NUM": "id", "PATIENT_ID": "id", "INSURANCE_ID": "id", "EMPLOYEE_ID": "id",
    "USER_ID": "id", "PID": "id",
}  # fmt: skip
# Neither promised nor wrong to take: part of an address or a date of birth.
TOLERATED = frozenset({"LOCATION", "DATE_TIME", "PREFIX", "ZIP_CODE"})
CAUGHT_SHARE = 0.5


def evaluate(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Precision, recall and F1 of `find` on rows `{"text", "spans": [{"start", "end", "type"}]}`, in all and per kind.

    A labelled span counts as caught when at least half of its characters are taken, whatever the kind of the placeholder.
    A span of ours counts as right when at least half of its characters are labelled as promised or tolerated personal data.
    `recall_all_labels` also counts what is not promised: bare places, dates, companies, titles, web sites.

    Raises:
        ValueError: no row, or no promised label in any row: there is nothing to measure.
    """
    from training.pii import find

    promised: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    made: Counter[str] = Counter()
    right: Counter[str] = Counter()
    labels = labels_caught = texts = 0
    for row in rows:
        texts += 1
        text = row["text"]
        ours = find(text)
        taken = _cover((span.start, span.end) for span in ours)
        personal = _cover(
            (s["start"], s["end"]) for s in row["spans"] if s["type"] in PROMISED or s["type"] in TOLERATED
        )
        for span in row["spans"]:
            is_caught = _share(span["start"], span["end"], taken) >= CAUGHT_SHARE
            labels += 1
            labels_caught += is_caught
            if span["type"] in PROMISED:
                kind = PROMISED[span["type"]]
                promised[kind] += 1
                caught[kind] += is_caught
        for found in ours:
            made[found.kind] += 1
            right[found.kind] += _share(found.start, found.end, personal) >= CAUGHT_SHARE
    if not promised:
        raise ValueError("no labelled personal data in the rows: nothing to measure")
    return {
        "texts": texts,
        **_scores(right.total(), made.total(), caught.total(), promised.total()),
        "recall_all_labels": labels_caught / labels,
        "kinds": {
            kind: _scores(right[kind], made[kind], caught[kind], promised[kind])
            for kind in sorted(promised.keys() | made.keys())
        },
    }


def _cover(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {position for start, end in spans for position in range(start, end)}


def _share(start: int, end: int, cover: set[int]) -> float:
    return sum(position in cover for position in range(start, end)) / (end - start) if end > start else 0.0


def _scores(right: int, made: int, caught: int, promised: int) -> dict[str, Any]:
    """None where there is nothing to divide by: "cannot tell" is not 0."""
    precision = right / made if made else None
    recall = caught / promised if promised else None
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else None
    return {"precision": precision, "recall": recall, "f1": f1, "found": made, "labelled": promised}
