"""The organization: its settings, its people, its history, and changing to another one."""

from __future__ import annotations

from copy import copy

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from training.errors import DomainError
from training.forms import MemberForm, OrganizationForm, RoleForm
from training.listing import FilterForm, listing
from training.middleware import SESSION_KEY
from training.models import Membership
from training.querysets.history import HistoryFilter, history_page
from training.rights import DeskRequest, role_required
from training.services import agents, members, organizations
from training.services.autonomy import records_of


@require_http_methods(["GET", "POST"])
@role_required("admin")
def organization_settings(request: DeskRequest) -> HttpResponse:
    """Thresholds, costs, engine and budget, interval of the cycle."""
    agent = agents.active_version(request.organization)
    # A copy: a form fills its instance even with values it refuses, and the page's frame shows the organization.
    form = OrganizationForm(
        request.POST or None,
        instance=copy(request.organization),
        initial={"handoff_confidence": agent.handoff_confidence},
    )
    if request.method == "POST" and form.is_valid():
        try:
            _save_settings(request, form)
        except DomainError as exc:
            form.add_error("handoff_confidence", str(exc))
        else:
            messages.success(request, "Settings saved. They count from the next cycle on.")
            return redirect("training:organization_settings")
    context = {"form": form, "has_hosted_key": bool(settings.OPENAI_API_KEY), "hosted_model": settings.OPENAI_MODEL}
    context["records"] = records_of(request.organization)
    return render(request, "training/organization_settings.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _save_settings(request: DeskRequest, form: OrganizationForm) -> None:
    """The organization's own settings, and a new version of the agent where its threshold is another one."""
    values = form.cleaned_data.copy()
    threshold = values.pop("handoff_confidence")
    if threshold != agents.active_version(request.organization).handoff_confidence:
        agents.change_agent(
            organization=request.organization,
            changes={"handoff_confidence": threshold},
            by=request.user,
            note="Set on the settings page",
        )
    organizations.change_settings(organization_id=request.organization.pk, values=values)


@require_GET
@role_required("admin")
def member_list(request: DeskRequest) -> HttpResponse:
    """Everyone who works here; owners add, change and remove."""
    return _member_page(request, MemberForm())


@require_POST
@role_required("owner")
def member_add(request: DeskRequest) -> HttpResponse:
    """Let somebody in by e-mail address; who is new gets a link to set a password."""
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _member_page(request, form, status=422)
    try:
        member = members.add_member(
            organization=request.organization, email=form.cleaned_data["email"], role=form.cleaned_data["role"]
        )
    except DomainError as exc:
        form.add_error("email", str(exc))
        return _member_page(request, form, status=409)
    desk_url = request.build_absolute_uri("/")
    transaction.on_commit(lambda: members.invite(membership=member, desk_url=desk_url), robust=True)
    messages.success(request, f"{member.user.email} now works here. An e-mail tells them so, and how to get in.")
    return redirect("training:member_list")


@require_POST
@role_required("owner")
def member_change(request: DeskRequest, membership_id: int) -> HttpResponse:
    """Give somebody another role."""
    member = get_object_or_404(Membership.objects.for_organization(request.organization), pk=membership_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _member_page(request, MemberForm(), error="Choose one of the roles.", status=422)
    try:
        members.change_role(membership_id=member.pk, role=form.cleaned_data["role"])
    except DomainError as exc:
        return _member_page(request, MemberForm(), error=str(exc), status=409)
    messages.success(request, f"{member.user.email} has another role now.")
    return redirect("training:member_list")


@require_POST
@role_required("owner")
def member_remove(request: DeskRequest, membership_id: int) -> HttpResponse:
    """Let somebody go."""
    member = get_object_or_404(Membership.objects.for_organization(request.organization), pk=membership_id)
    try:
        members.remove_member(membership_id=member.pk)
    except DomainError as exc:
        return _member_page(request, MemberForm(), error=str(exc), status=409)
    messages.success(request, f"{member.user.email} no longer works here.")
    return redirect("training:member_list")


@require_GET
@role_required("manager")
def history_list(request: DeskRequest) -> HttpResponse:
    """Every change by a person or a cycle, newest first."""
    form = HistoryFilter(request.GET)
    context = listing(request, rows=history_page(form=form), form=form)
    return render(request, "training/history_list.html", context)


@require_POST
def organization_switch(request: HttpRequest) -> HttpResponse:
    """Look at another of one's organizations."""
    wanted = request.POST.get("organization_id", "")
    memberships: list[Membership] = getattr(request, "memberships", [])
    if not any(str(membership.organization_id) == wanted for membership in memberships):
        raise Http404
    request.session[SESSION_KEY] = int(wanted)
    return redirect("analytics:dashboard")


@require_GET
@role_required("analyst")
def guide(request: DeskRequest) -> HttpResponse:
    """How training works, what each number means, what to do when something is off."""
    return render(request, "training/guide.html")


def _member_page(request: DeskRequest, form: MemberForm, *, error: str = "", status: int = 200) -> HttpResponse:
    rows = Membership.objects.for_people_page(request.organization)
    context = listing(request, rows=rows, form=FilterForm(request.GET))
    context |= {"member_form": form, "roles": Membership.Role.choices, "error": error}
    return render(request, "training/member_list.html", context, status=status)
