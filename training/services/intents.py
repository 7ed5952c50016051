"""Tells intents by an organization's own labels: learns them from its labelled conversations, and names the others'."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from training.ai.local.intents import (
    LEAST_EXAMPLES,
    LEAST_LABELS,
    IntentGuess,
    IntentModel,
    TooFewLabels,
    learn_intents,
)
from training.models import Conversation, ConversationAnalysis, Organization

ENGINE = "labels"  # what a step says made these intents
MOST_EXAMPLES = 6000  # newest labelled conversations that are learned from
GROWTH = 1.25  # it is learned anew when there are a quarter more
SURE_FROM = 0.6
_KEPT_MODELS = 8


@dataclass(frozen=True)
class Examples:
    """Labelled questions to learn from, and the mark by which the model made of them is kept.

    Attributes
    ----------
    mark
        Organization, number of examples, the last of them. Where this process holds a model of that mark, `texts` and
        `labels` are empty.
    """

    mark: tuple[int, int, int]
    texts: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


_models: OrderedDict[tuple[int, int, int], IntentModel | None] = OrderedDict()


def untold(*, organization: Organization, after_id: int, limit: int) -> list[ConversationAnalysis]:
    """Analyses whose intent was not looked for among the organization's labels yet, oldest first. One SQL query."""
    rows = ConversationAnalysis.objects.filter(organization=organization, is_intent_tried=False, pk__gt=after_id)
    return list(rows.select_related("conversation").order_by("pk")[:limit])


def examples_of(*, organization: Organization) -> Examples | None:
    """What to learn from: the newest labelled conversations up to a number that grows by a quarter at a time.

    So a model serves until there is a quarter more to learn from, and every process learns from the same. Three SQL
    queries.
    """
    labelled = Conversation.objects.for_organization(organization).filter(analysed_at__isnull=False)
    labelled = labelled.exclude(given_intent="").order_by("pk")
    size = rounded_size(labelled.count())
    if not size:
        return None
    mark = (organization.pk, size, labelled.values_list("pk", flat=True)[size - 1])
    if mark in _models:
        return Examples(mark=mark)
    rows = labelled.filter(pk__lte=mark[2]).exclude(analysis__question="").order_by("-pk")[:MOST_EXAMPLES]
    pairs = list(rows.values_list("analysis__question", "given_intent"))
    return Examples(mark=mark, texts=tuple(text for text, _ in pairs), labels=tuple(label for _, label in pairs))


def rounded_size(count: int) -> int:
    """The last number of examples at which it is learned anew; 0 where there are too few to learn from.

    >>> rounded_size(23), rounded_size(24), rounded_size(29), rounded_size(30)
    (0, 24, 24, 30)
    """
    size = LEAST_LABELS * LEAST_EXAMPLES
    if count < size:
        return 0
    while (larger := int(size * GROWTH)) <= count:
        size = larger
    return size


def model_of(*, examples: Examples) -> IntentModel | None:
    """The model of these examples, learned where this process has none yet; None where their labels are too few.

    To be called outside of a transaction: learning takes seconds.
    """
    if examples.mark not in _models:
        try:
            model = learn_intents(texts=examples.texts, labels=examples.labels)
            model.guess(examples.texts[:1])  # tries out how far it can be trusted
        except TooFewLabels:
            model = None
        _models[examples.mark] = model
        while len(_models) > _KEPT_MODELS:
            _models.popitem(last=False)
    return _models[examples.mark]


def guess(*, model: IntentModel, analyses: Sequence[ConversationAnalysis]) -> list[IntentGuess | None]:
    """What the labels say about each; None for one that has a label, has no question, or is none of them for sure."""
    asked = [row for row in analyses if row.question and not row.conversation.given_intent]
    told = dict(zip([row.pk for row in asked], model.guess([row.question for row in asked]), strict=True))
    found = [told.get(row.pk) for row in analyses]
    return [one if one and not one.is_out_of_scope and one.confidence >= SURE_FROM else None for one in found]


def store_intents(
    *, organization: Organization, analyses: Sequence[ConversationAnalysis], guesses: Sequence[IntentGuess | None]
) -> int:
    """Write the intents that are sure; returns how many. An analysis that was made anew meanwhile waits its turn."""
    seen = {row.pk: row.question for row in analyses}
    current = dict(
        ConversationAnalysis.objects.filter(organization=organization, pk__in=list(seen), is_intent_tried=False)
        .select_for_update()
        .order_by("pk")
        .values_list("pk", "question")
    )
    made, changed = 0, []
    for row, told in zip(analyses, guesses, strict=True):
        if current.get(row.pk) != row.question:
            continue
        row.is_intent_tried = True
        if told:
            row.intent, row.intent_confidence = told.intent[:120], round(told.confidence, 4)
            made += 1
        changed.append(row)
    ConversationAnalysis.objects.bulk_update(changed, ["intent", "intent_confidence", "is_intent_tried"])
    return made
