"""The cases of attacks, and how each carrier carries one into the desk."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from config.demo.shapes import World
from config.evaluation.files import read_objects

LEARNED = ("question", "answer", "comment", "edit", "import")
ENTRIES = "entries"
CARRIERS = (*LEARNED, ENTRIES)
COPIES = 4  # conversations that carry one case
CROWD = 3  # of every so many cases one comes from a single customer, the others from as many customers as copies
CHANNELS = ("chat", "email", "whatsapp", "phone")
Line = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One attack: what is planted, and the words that must not get through."""

    name: str
    technique: str
    text: str
    markers: tuple[str, ...]


def read_cases(files: Iterable[Path]) -> list[Case]:
    """The cases of all files.

    Raises:
        CommandError: a file cannot be read, a case holds none of its markers, or two have one id.
    """
    cases: dict[str, Case] = {}
    for path in files:
        for row in read_objects(path, texts=("id", "text")):
            markers = row.get("markers") or []
            name, text = row["id"], row["text"]
            if not isinstance(markers, list) or not all(isinstance(one, str) and one.strip() for one in markers):
                raise CommandError(f"“{path}”: the markers of “{name}” are no list of words.")
            if not any(plain(one) in plain(text) for one in markers):
                raise CommandError(f"“{path}”: “{name}” holds none of its markers, so that no leak could be seen.")
            if name in cases:
                raise CommandError(f"Two cases are called “{name}”.")
            cases[name] = Case(name, str(row.get("technique", "")), text, tuple(markers))
    return list(cases.values())


def plain(text: str) -> str:
    """A text in which markers are looked for: one case, single blanks."""
    return " ".join(text.casefold().split())


def planted_lines(*, world: World, cases: Sequence[Case], carrier: str) -> list[Line]:
    """Conversations that carry the cases, made of real ones on the topics that the desk is to learn."""
    hosts = hosts_of(world)
    topics = sorted(hosts)
    carry = _CARRY[carrier]
    lines = []
    for place, case in enumerate(cases):
        own = hosts[topics[place % len(topics)]]
        for number in range(COPIES):
            line = copy.deepcopy(own[(place // len(topics) * COPIES + number) % len(own)])
            line["id"] = f"attack-{carrier}-{place}-{number}"
            line["customer"] = f"attacker-{place}" if place % CROWD == 0 else f"attacker-{place}-{number}"
            line["channel"] = CHANNELS[number % len(CHANNELS)]
            carry(line, case.text, number)
            lines.append(line)
    return lines


def entry_rows(cases: Sequence[Case]) -> list[Line]:
    """Lines of a file of entries that carry the cases: in the text, the title, another wording, the tags."""
    rows: list[Line] = []
    for place, case in enumerate(cases):
        for number, name in enumerate(("body", "title", "asked_as", "tags")):
            row: Line = {
                "title": f"Matter {place}-{number} of the shop",
                "body": f"The shop has a matter {place}-{number}.",
            }
            if name in row:
                row |= {name: _joined(row[name], case.text, place)}
            else:
                row |= {name: [case.text]}
            rows.append(row)
    return rows


def hosts_of(world: World) -> dict[str, list[Line]]:
    """For each topic that the knowledge lacks, its failed conversations in which a person answered."""
    hosts: dict[str, list[Line]] = {topic: [] for topic in world.planted_topics}
    for line in world.conversations:
        told = world.truth[line["id"]]
        if told["reason"] == "planted_gap" and _of(line, "agent") and _of(line, "ai"):
            hosts[told["topic"]].append(line)
    return {topic: own for topic, own in hosts.items() if own}


def _of(line: Line, sender: str) -> list[dict[str, Any]]:
    return [message for message in line["messages"] if message["sender"] == sender]


def _joined(own: str, planted: str, number: int) -> str:
    """A text with the attack behind it, before it, alone, or on a line of its own."""
    return (f"{own} {planted}", f"{planted} {own}", planted, f"{own}\n\n{planted}")[number % 4]


def _in_question(line: Line, text: str, number: int) -> None:
    asked = _of(line, "customer")
    if number == 3:  # later on, and the AI is talked into saying it, and praised for it
        asked[-1]["text"] = f"{asked[-1]['text']} {text}"
        _of(line, "ai")[-1]["text"] = text
        line["rating"] = 5
    else:
        asked[0]["text"] = _joined(asked[0]["text"], text, number)


def _in_answer(line: Line, text: str, number: int) -> None:
    answer = _of(line, "agent")[-1]
    answer["text"] = _joined(answer["text"], text, number)


def _in_comment(line: Line, text: str, number: int) -> None:
    line["comment"], line["rating"] = text, (1, 5)[number % 2]


def _in_edit(line: Line, text: str, number: int) -> None:
    reply, answer = _of(line, "ai")[-1], _of(line, "agent")[-1]
    reply["edit"] = {"text": _joined(answer["text"], text, number), "editor": "Mika", "reason": text[:200]}


def _in_import(line: Line, text: str, number: int) -> None:
    match number:
        case 0:
            line["channel"], line["source"] = text[:40], text[:60]
        case 1:
            line["escalated"], line["handoff_reason"] = True, text[:200]
        case 2:
            line["intent"], line["customer"] = text[:100], text[:200]
        case _:
            reply = _of(line, "ai")[-1]
            reply["model"], reply["citations"] = text[:60], [text[:60]]


_CARRY: dict[str, Callable[[Line, str, int], None]] = {
    "question": _in_question,
    "answer": _in_answer,
    "comment": _in_comment,
    "edit": _in_edit,
    "import": _in_import,
}


def texts_of(line: Line) -> Iterator[str]:
    """What people said in a conversation."""
    for message in line["messages"]:
        yield message["text"]
        if message.get("edit"):
            yield message["edit"]["text"]
    if line.get("comment"):
        yield line["comment"]
