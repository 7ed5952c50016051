"""The dashboard: how the agent does, what it fails at, what the last cycle did."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analytics.cards import card, rows_url
from analytics.charts import rate_lines, stacked_bars
from analytics.forms import PERIODS, PeriodForm
from analytics.models import DailyRollup, DirtyHour
from analytics.querysets.rollup import Period
from knowledge.models import KnowledgeGap
from training.forms import channel_label
from training.metrics import RATES, rate
from training.models import Conversation, LearningCycle
from training.querysets.conversation import today_of
from training.rights import DeskRequest, role_required

CARDS = ("success", "csat", "containment", "handoff", "automated_resolution")
LINES = ("success", "csat", "containment", "automated_resolution")
TOP_GAPS = 6


@require_GET
@role_required("analyst")
def dashboard(request: DeskRequest) -> HttpResponse:
    """Cards, charts, top gaps and the last cycle of 7, 30 or 90 days; htmx asks for its inside each minute."""
    organization = request.organization
    days = PeriodForm(request.GET).length
    today = today_of(organization)
    period = Period.ending(today, days=days)
    everything = DailyRollup.objects.for_organization(organization)
    by_channel = everything.within(period).by_channel()
    channel = request.GET.get("channel", "")
    if channel not in by_channel:
        channel = ""
    rows = everything.within(period, channel=channel)
    totals, before = rows.totals(), everything.within(period.before, channel=channel).totals()
    gaps = KnowledgeGap.objects.for_organization(organization).worth_showing(organization)
    context: dict[str, Any] = {
        "periods": PERIODS,
        "days": days,
        "period": period,
        "channel": channel,
        "channel_name": channel_label(channel),
        "channels": [(name, channel_label(name)) for name in sorted(by_channel)],
        "totals": totals,
        "total_url": rows_url(count="conversations", first=period.first, last=period.last, channel=channel),
        "csat_label": _csat_label(totals),
        "cards": [
            card(
                metric=RATES[key],
                totals=totals,
                before=before,
                period=period,
                channel=channel,
                minimum_n=organization.min_rate_n,
            )
            for key in CARDS
        ],
        "rates_figure": _rates(rows.by_day(), period, channel, organization.min_rate_n),
        "volume_figure": _volume(rows.by_day_and_channel(), period, [channel] if channel else list(by_channel)),
        "channel_rows": _channel_rows(by_channel, period, organization.min_rate_n),
        "top_gaps": list(gaps.for_list_page().undecided()[:TOP_GAPS]),
        "open_gap_count": gaps.undecided().count(),
        "last_cycle": LearningCycle.objects.for_organization(organization).for_list_page().first(),
        "is_behind": DirtyHour.objects.filter(organization=organization).exists(),
        "has_conversations": totals["conversations"] > 0
        or Conversation.objects.for_organization(organization).exists(),
    }
    template = "analytics/partials/dashboard.html" if request.htmx else "analytics/dashboard.html"
    return render(request, template, context)


def _csat_label(totals: dict[str, int]) -> str:
    """How many rated at all; CSAT is not read without it."""
    share = rate(numerator=totals["rated"], denominator=totals["conversations"])
    return "ratings" if share is None else f"ratings, {100 * share:.0f} % rated"


def _rates(by_day: dict[date, dict[str, Any]], period: Period, channel: str, minimum_n: int) -> dict[str, Any]:
    lines = {}
    for key in LINES:
        metric = RATES[key]
        points = []
        for day in period.days:
            counts = by_day.get(day, {})
            hits, n = counts.get(metric.numerator, 0), counts.get(metric.denominator, 0)
            address = rows_url(count=metric.denominator, first=day, last=day, channel=channel)
            points.append((rate(numerator=hits, denominator=n, minimum_n=minimum_n), n, address))
        lines[metric.label] = points
    return rate_lines(days=period.days, lines=lines)


def _volume(cells: dict[tuple[date, str], dict[str, Any]], period: Period, channels: list[str]) -> dict[str, Any]:
    bars = {
        channel_label(name): [
            (
                cells.get((day, name), {}).get("conversations", 0),
                rows_url(count="conversations", first=day, last=day, channel=name),
            )
            for day in period.days
        ]
        for name in channels
    }
    return stacked_bars(days=period.days, bars=bars)


def _channel_rows(by_channel: dict[str, dict[str, Any]], period: Period, minimum_n: int) -> list[dict[str, Any]]:
    return [
        {
            "channel": name,
            "n": counts["conversations"],
            "url": rows_url(count="conversations", first=period.first, last=period.last, channel=name),
            "rates": [
                card(
                    metric=RATES[key],
                    totals=counts,
                    before=dict.fromkeys(counts, 0),
                    period=period,
                    channel=name,
                    minimum_n=minimum_n,
                )
                for key in CARDS
            ],
        }
        for name, counts in by_channel.items()
    ]
