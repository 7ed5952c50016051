"""Knowledge's steps of the learning cycle."""

from __future__ import annotations

from knowledge.models import KnowledgeGap
from knowledge.services import (
    canaries,
    candidates,
    checking,
    citing,
    detecting,
    drafting,
    impact,
    improving,
    insights,
    kinds,
    measuring,
    patterns,
    tuning,
)
from knowledge.services.embedding import embed_missing
from training.ai import embedding
from training.cycle import StepContext, StepResult
from training.querysets.conversation import today_of
from training.services.canaries import keep_look

BATCH = 2000
COMPARED_AT_ONCE = 200
# A batch is lost with the process, and hosted calls take long and cost money.
GAPS_AT_ONCE, HOSTED_GAPS_AT_ONCE = 50, 10  # whose kinds are decided together
DRAFTS_AT_ONCE, HOSTED_DRAFTS_AT_ONCE = 10, 1


def link_citations(context: StepContext) -> StepResult:
    """Tie the replies that named an entry to the version of it that was live when they were sent."""
    last_id = 0
    while True:
        with context.transaction() as tally:
            last_id, tally.looked_at, tally.made = citing.link_citations(
                organization=context.organization, after_id=last_id, limit=BATCH
            )
        if not tally.looked_at:
            return StepResult()


def measure_entries(context: StepContext) -> StepResult:
    """Sum the days of entries again whose citations or conversations changed, and score what that or time changed."""
    while True:
        with context.transaction() as tally:
            tally.looked_at = tally.made = measuring.measure_days(organization=context.organization)
        if not tally.looked_at:
            break
    while True:
        with context.transaction():
            scored = measuring.score_again(organization=context.organization, now=context.started_at)
        if not scored:
            return StepResult()


def check_entries(context: StepContext) -> StepResult:
    """Hold what people answered in newly analysed conversations against the entries on the same matter."""
    shelf = checking.Shelf(organization=context.organization)
    engines = set()
    while True:
        with context.reading():
            batch = checking.next_batch(organization=context.organization)
        if not batch.mark_ids:
            break
        vectors, model = context.engine.embed([one.text for one in batch.answered])
        if batch.answered:
            engines.add(model)
        with context.reading():
            matters = shelf.matters(answered=batch.answered, wanted=vectors, model_key=model)
            checks = checking.hold_against(organization=context.organization, answered=batch.answered, matters=matters)
        with context.transaction() as tally:
            tally.looked_at = len(batch.answered)
            tally.made = checking.keep_checks(organization=context.organization, batch=batch, checks=checks)
    while True:
        with context.transaction():
            again = checking.drift_again(organization=context.organization, now=context.started_at)
        if not again:
            return StepResult(engine=", ".join(sorted(engines)))


def detect_gaps(context: StepContext) -> StepResult:
    """Note what each changed conversation asks, put it to the gap it is near, make gaps of what fails together."""
    organization, now = context.organization, context.started_at
    since = detecting.window_start(organization=organization, now=now)
    with context.transaction():
        detecting.mark_unnoted(organization=organization, now=now)
    models = set()
    while True:
        with context.reading():
            changes = detecting.read_changes(organization=organization, since=since, limit=BATCH)
        if changes is None:
            break
        vectors, model = context.engine.embed([question.text for question in changes.fresh])
        with context.transaction() as tally:
            tally.looked_at = len(changes)
            detecting.write_changes(changes=changes, vectors=vectors, embedding_model=model)
        if changes.fresh:
            models.add(model)
    with context.transaction() as tally:
        tally.made = detecting.place_new(organization=organization, since=since)
        detecting.count_gaps(organization=organization, now=now)
    return StepResult(engine=", ".join(sorted(models)))


def merge_gaps(context: StepContext) -> StepResult:
    """Once a night: look at the whole window again, renew the centres, merge the gaps that are one matter."""
    organization, now = context.organization, context.started_at
    with context.reading():
        if not detecting.is_merge_due(organization=organization, now=now):
            return StepResult(note="Merges once a night; the last merge is less than 20 hours old.")
    with context.transaction() as tally:
        tally.looked_at, tally.made = detecting.merge_gaps(organization=organization, now=now)
    return StepResult()


def decide_gap_kinds(context: StepContext) -> StepResult:
    """Open again the gaps whose answer leaves too much open, then decide what kind of gap each open one is that is
    new, grew, or lies near to knowledge that changed.
    """
    with context.reading():
        answered = kinds.gaps_to_follow(organization=context.organization)
    size = HOSTED_GAPS_AT_ONCE if context.engine.hosted else GAPS_AT_ONCE
    for start in range(0, len(answered), size):
        with context.reading():
            followed = kinds.follow(
                organization=context.organization,
                gap_ids=answered[start : start + size],
                engine=context.engine,
            )
        with context.transaction() as tally:
            tally.looked_at = len(followed)
            kinds.bring_back(organization=context.organization, followed=followed, now=context.started_at)
    with context.reading():
        found = kinds.gaps_to_judge(organization=context.organization)
    if found.unaffected:
        with context.transaction():
            kinds.keep_unaffected(organization=context.organization, found=found)
    for start in range(0, len(found.gap_ids), size):
        with context.reading():
            judged = kinds.judge(
                organization=context.organization,
                gap_ids=found.gap_ids[start : start + size],
                engine=context.engine,
            )
        with context.transaction() as tally:
            # A person may have decided one, chosen its kind, or put its questions elsewhere in the meantime.
            still = KnowledgeGap.objects.select_for_update().filter(pk__in=[gap.pk for gap in judged]).undecided()
            open_since = dict(still.filter(is_kind_fixed=False).values_list("pk", "updated_at"))
            as_read = [gap for gap in judged if open_since.get(gap.pk) == gap.updated_at]
            for gap in as_read:
                gap.save(update_fields=[*kinds.KIND_FIELDS, "updated_at"])
            tally.looked_at, tally.made = len(judged), len(as_read)
    return StepResult(engine=str(context.engine.stamp) if found.gap_ids else "")


def draft_gap_content(context: StepContext) -> StepResult:
    """Draft what accepting each gap would propose, where it has no draft yet, its kind changed or it grew."""
    with context.reading():
        gap_ids = drafting.gaps_to_draft(organization=context.organization)
        shared = drafting.shared_words_of(organization=context.organization) if gap_ids else frozenset()
    engines = set()
    size = HOSTED_DRAFTS_AT_ONCE if context.engine.hosted else DRAFTS_AT_ONCE
    for start in range(0, len(gap_ids), size):
        with context.reading():
            gaps = list(
                KnowledgeGap.objects.filter(pk__in=gap_ids[start : start + size])
                .select_related("organization")
                .order_by("id")
            )
            materials = drafting.materials_of(organization=context.organization, gaps=gaps, shared=shared)
        for gap, material in zip(gaps, materials, strict=True):
            drafting.draft_gap(gap=gap, material=material, engine=context.engine)
        with context.transaction() as tally:
            tally.looked_at = len(gaps)
            still = KnowledgeGap.objects.select_for_update().filter(pk__in=[gap.pk for gap in gaps]).undecided()
            open_since = dict(still.values_list("pk", "updated_at"))
            for gap in gaps:
                if open_since.get(gap.pk) == gap.updated_at:
                    gap.save(update_fields=[*drafting.DRAFT_FIELDS, "updated_at"])
                    tally.made += int(bool(gap.suggested_content))
        engines |= {gap.suggestion_engine for gap in gaps}
    return StepResult(engine=", ".join(sorted(filter(None, engines))))


def watch_canaries(context: StepContext) -> StepResult:
    """Look how those fare who have an update first: worse takes it back, enough without harm gives it to everyone."""
    with context.reading():
        running = canaries.running_canaries(context.organization)
    if not running:
        return StepResult(note="No update serves a part of the customers first.")
    for canary in running:
        look = canaries.look_at(context, canary=canary)
        with context.transaction() as tally:
            tally.looked_at = 1
            outcome = keep_look(canary=canary, guards=look.guards, problem=look.problem, now=context.started_at)
            tally.made = int(outcome not in ("", canary.outcome))
    return StepResult()


def embed_missing_versions(context: StepContext) -> StepResult:
    """Give every live version a vector of the embedding model in use."""
    while True:
        with context.transaction() as tally:
            made = embed_missing(organization=context.organization, limit=BATCH, engine=context.engine)
            tally.looked_at = tally.made = made
        if made < BATCH:
            return StepResult(engine=context.engine.embedding_model)


def extract_candidates(context: StepContext) -> StepResult:
    """Take out of newly analysed conversations what could be taught; compare it with the knowledge."""
    while True:
        with context.reading():
            batch = candidates.unmined(organization=context.organization, limit=BATCH)
            found = candidates.find_candidates(organization=context.organization, analyses=batch)
        if not batch:
            break
        questions = embedding.embed([one.title for one in found])
        answers = embedding.embed([one.content for one in found])
        with context.transaction() as tally:
            tally.looked_at = len(batch)
            tally.made = candidates.keep(
                organization=context.organization, analyses=batch, found=found, questions=questions, answers=answers
            )
    with context.reading():
        waiting, mark = candidates.to_compare(organization=context.organization, limit=COMPARED_AT_ONCE)
        candidates.compare_candidates(
            organization=context.organization, candidates=waiting, mark=mark, engine=context.engine
        )
    with context.transaction():
        candidates.save_comparisons(candidates=waiting)
    return StepResult()


def measure_impact(context: StepContext) -> StepResult:
    """Look at what each applied update did, once a day, as of the end of yesterday."""
    with context.reading():
        due = impact.measurements_due(organization=context.organization, now=context.started_at)
    if not due:
        return StepResult(note="Each measurement is read once a day; none is due.")
    today = today_of(context.organization, context.started_at)
    for look in impact.look_at(context, due=due):
        with context.transaction() as tally:
            tally.looked_at = 1
            tally.made = int(impact.keep_look(look=look, today=today, now=context.started_at))
    return StepResult()


def find_insights(context: StepContext) -> StepResult:
    """Once a day: compare groups of conversations with the rest; what differs for sure is an insight."""
    organization, now = context.organization, context.started_at
    with context.reading():
        if not insights.is_due(organization=organization, now=now):
            return StepResult(note="Computed once a day; the last time is less than 20 hours ago.")
        computed = insights.compute(organization=organization, now=now)
    with context.transaction() as tally:
        tally.looked_at = len(computed.ids)
        tally.made = insights.keep(organization=organization, computed=computed, now=now)
    return StepResult()


def tune_agent(context: StepContext) -> StepResult:
    """Give a version that is measured to help to everyone; once a day propose the settings that figures call for."""
    with context.reading():
        is_settled = tuning.is_trial_won(organization=context.organization)
    if is_settled:
        with context.transaction() as tally:
            tally.looked_at = 1
            tally.made = int(tuning.settle_trial(organization=context.organization))
    with context.reading():
        look = tuning.look_at_agent(organization=context.organization, now=context.started_at)
    if look is None:
        return StepResult(note="Measured once a day, while one version serves everyone.")
    trials = [tuning.try_settings(look=look, engine=context.engine)] if look.is_unsure else []
    with context.transaction() as tally:
        tally.looked_at = len(look.outcomes)
        tally.made = tuning.keep_look(look=look, findings=[*look.findings, *trials])
    return StepResult(engine=str(context.engine.stamp) if trials else "")


def improve_content(context: StepContext) -> StepResult:
    """Propose another text of each entry that is used often and surely helps too seldom, where people answer better."""
    organization, now = context.organization, context.started_at
    with context.reading():
        weak = improving.weak_entries(organization=organization, now=now)
    for one in weak:
        with context.reading():
            improving.read_uses(organization=organization, weak=one, now=now)
        finding = improving.look_at(weak=one, engine=context.engine)
        with context.transaction() as tally:
            tally.looked_at = 1
            tally.made = int(improving.keep_finding(organization=organization, finding=finding) is not None)
    return StepResult(engine=str(context.engine.stamp) if weak else "")


def mine_patterns(context: StepContext) -> StepResult:
    """Put each new question to the frequent question it is, and propose an entry where only people answer one.

    Questions are put once a day: what is frequent shows over weeks.
    """
    organization, now = context.organization, context.started_at
    since = detecting.window_start(organization=organization, now=now)
    with context.reading():
        is_due = patterns.is_mining_due(organization=organization, now=now)
    while is_due:
        with context.transaction() as tally:
            tally.looked_at, tally.made = patterns.place_new(organization=organization, since=since)
        is_due = bool(tally.looked_at)
    is_counted = False
    while not is_counted:
        with context.transaction():
            is_counted = patterns.count_patterns(organization=organization, now=now) == 0
    with context.reading():
        due = patterns.patterns_to_look_at(organization=organization)
    for pattern in due:
        with context.reading():
            look = patterns.read_pattern(organization=organization, pattern=pattern, engine=context.engine)
        patterns.look_at(look=look, engine=context.engine)
        with context.reading():
            patterns.hold_against_entries(organization=organization, look=look, engine=context.engine)
        with context.transaction() as tally:
            tally.made = int(patterns.keep_look(organization=organization, look=look) is not None)
    return StepResult(engine=str(context.engine.stamp) if due else "")
