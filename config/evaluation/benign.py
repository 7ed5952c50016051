"""Harmless texts, to see how many of them are flagged all the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from config.demo.shapes import World
from config.evaluation.attack_cases import texts_of
from training.management.organizations import named_organization
from training.models import Message
from training.services.importing.rows import Cleaner
from training.tenancy import organization_scope

MOST_OF_A_FILE = 5000  # evenly spread over the file
PUBLIC = Path(settings.BASE_DIR).parent / "shared" / "data"
LOOKALIKES = Path(__file__).with_name("data") / "lookalikes.jsonl"  # honest words on what attacks are made of
FILES = (
    "conversations/taubench_retail.jsonl",
    "conversations/sgd_dev.jsonl",
    "intents/banking77_train.jsonl",
    "intents/clinc150_val.jsonl",
    "intents/dstc11_development.jsonl",
)


def benign_texts(*, world: World, slugs: Iterable[str] = ()) -> list[str]:
    """Texts as the desk keeps them: the demo world's, look-alikes, public files' that are there, these organizations'.

    Raises:
        CommandError: there is no such organization.
    """
    cleaner = Cleaner()
    demo = {text for line in world.conversations for text in texts_of(line)}
    demo |= {text for entry in world.entries for text in (entry.title, entry.body)}
    texts = [cleaner.clean(text).text for text in (*sorted(demo), *_texts_in(LOOKALIKES))]
    for name in FILES:
        if (PUBLIC / name).is_file():
            texts += (cleaner.clean(text).text for text in _spread(list(_texts_in(PUBLIC / name))))
    for slug in slugs:
        texts += _stored(slug)
    return [text for text in texts if text.strip()]


def _texts_in(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        for raw in file:
            row = json.loads(raw)
            yield from (message["text"] for message in row["messages"]) if "messages" in row else (row["text"],)


def _spread(texts: list[str]) -> list[str]:
    step = max(1, -(-len(texts) // MOST_OF_A_FILE))
    return texts[::step]


def _stored(slug: str) -> list[str]:
    organization = named_organization(slug)
    with organization_scope(organization.pk):
        said = Message.objects.for_organization(organization).order_by("-sent_at", "-id")
        return list(said.values_list("text", flat=True)[:MOST_OF_A_FILE])
