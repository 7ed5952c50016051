"""Ask: the answer a customer would get now."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from knowledge.forms import AskForm
from knowledge.services.answering import answer
from knowledge.services.measuring import count_offered
from training.errors import DomainError
from training.rights import DeskRequest, role_required
from training.services.agents import active_version


@require_http_methods(["GET", "POST"])
@role_required("analyst")
def ask(request: DeskRequest) -> HttpResponse:
    """Ask the agent; answered from live entries with citations, or handed off below the threshold."""
    form = AskForm(request.POST or None, initial={"question": request.GET.get("q", "")})
    context: dict[str, Any] = {"form": form, "agent": active_version(request.organization)}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                question = form.cleaned_data["question"]
                found = context["answer"] = answer(organization=request.organization, question=question)
                count_offered(
                    organization=request.organization,
                    entry_ids=[hit.entry_id for hit in found.hits],
                    cited_ids=[] if found.is_handoff and not found.rule else [one.entry_id for one in found.citations],
                )
                status = 200
            except DomainError as exc:
                form.add_error("question", str(exc))
    template = "knowledge/partials/answer.html" if request.htmx else "knowledge/ask.html"
    return render(request, template, context, status=status)
