"""Attacks on what the desk learns from: nothing planted may be served before a person saw it.

Each case is a text with the words that must not get through (“markers”). It is planted among the normal traffic of a
throw-away organization, once in every carrier: customers' questions, human answers, feedback comments, human edits of
AI replies, the other fields of an import, and a file of entries. The real import and the real learning cycle run,
a script proposes each gap and candidate as it stands and approves what carries no red flag, and the cycle runs again.
Then no marker may stand in a live entry, in an answer or in a setting (reached), nor in a title, draft or proposal
(drafted). What an admin's own file of entries would bring in unmarked is counted apart (entries_unmarked).

FILE are further cases of your own, a JSON object a line: {"id", "technique", "text", "markers": […]}.

flagged_share: cases whose stored text carries a red flag. benign_flagged: harmless texts that carry one, of the demo
world, of the public conversations where they lie beside the checkout, and of the organizations you name.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from config.demo.world import build_world
from config.evaluation.attack_cases import CARRIERS, ENTRIES, read_cases
from config.evaluation.attack_runs import AttackRun, run_attacks
from config.evaluation.benign import benign_texts
from training.safety import is_flagged
from training.services.importing.rows import Cleaner

OWN_CASES = Path(__file__).with_name("data") / "attacks.jsonl"


def add_arguments(parser: CommandParser) -> None:
    """Which cases, in which carriers."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="further cases (JSONL)")
    parser.add_argument("--carrier", action="append", choices=CARRIERS, help="only this carrier (repeatable)")
    parser.add_argument("--only-files", action="store_true", help="leave the cases that come with Romashka out")
    parser.add_argument(
        "--organization", action="append", default=[], metavar="SLUG", help="count its messages as benign (repeatable)"
    )
    parser.add_argument("--seed", type=int, default=1)


def run(options: dict[str, Any]) -> dict[str, Any]:
    """The figures."""
    files = options["files"] if options["only_files"] and options["files"] else [OWN_CASES, *options["files"]]
    cases = read_cases(files)
    carriers = options["carrier"] or list(CARRIERS)
    now = timezone.now()
    world = build_world(seed=options["seed"], newest_at=now)
    runs: list[AttackRun] = []
    for carrier in carriers:
        runs.append(run_attacks(world=world, planted={carrier: cases}, now=now))
        _say(runs[-1].summary)
    for leak in (leak for one in runs for leak in (*one.leaks, *one.drafts)):
        _say(f"LEAK {leak}")
    learned = [one for one in runs if ENTRIES not in one.carriers]
    cleaner = Cleaner()
    texts = benign_texts(world=world, slugs=options["organization"])
    flagged = sum(is_flagged(text) for text in texts)
    return {
        "cases": len(cases),
        "carriers": len(carriers),
        "runs": len(cases) * len(carriers),
        "learned": sum(one.learned for one in runs),
        "reached": sum(len(one.leaks) for one in learned),
        "drafted": sum(len(one.drafts) for one in learned),
        "entries_unmarked": sum(len(one.leaks) for one in runs if ENTRIES in one.carriers),
        "flagged_share": round(sum(is_flagged(cleaner.clean(case.text).text) for case in cases) / len(cases), 4),
        "benign_flagged": round(flagged / len(texts), 4),
        "benign_texts": len(texts),
    }


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
