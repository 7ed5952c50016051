"""Who works for an organization."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from training.errors import DomainError
from training.models import Membership, Organization, User


class AlreadyMember(DomainError):
    """The person works here already."""


class LastOwner(DomainError):
    """An organization keeps at least one owner."""


@transaction.atomic
def add_member(*, organization: Organization, email: str, role: str) -> Membership:
    """Let a person in; one without an account gets one that needs a password reset first.

    Raises:
        AlreadyMember: they work here already.
    """
    email = email.strip().lower()
    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    membership, is_new = Membership.objects.get_or_create(organization=organization, user=user, defaults={"role": role})
    if not is_new:
        raise AlreadyMember(f"{email} works here already, as {membership.get_role_display().lower()}.")
    return membership


def invite(*, membership: Membership, desk_url: str) -> None:
    """Tell a person by e-mail that they work here now, and how they get in."""
    send_mail(
        subject=f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}You now work for {membership.organization}",
        message=(
            f"You now work for {membership.organization} on Romashka, as {membership.get_role_display().lower()}.\n\n"
            f"Open {desk_url} and log in with {membership.user.email}. If you have no password yet, set one here:\n"
            f"{desk_url.rstrip('/')}{reverse('account_reset_password')}\n"
        ),
        from_email=None,
        recipient_list=[membership.user.email],
    )


@transaction.atomic
def change_role(*, membership_id: int, role: str) -> Membership:
    """Give a person another role.

    Raises:
        LastOwner: nobody would be owner any more.
    """
    membership = Membership.objects.select_for_update().get(pk=membership_id)
    if membership.role == Membership.Role.OWNER and role != Membership.Role.OWNER:
        _keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def remove_member(*, membership_id: int) -> None:
    """Let a person go; their account and what they decided stay.

    Raises:
        LastOwner: nobody would be owner any more.
    """
    membership = Membership.objects.select_for_update().get(pk=membership_id)
    if membership.role == Membership.Role.OWNER:
        _keep_an_owner(membership)
    membership.delete()


def _keep_an_owner(membership: Membership) -> None:
    owners = Membership.objects.select_for_update().filter(
        organization=membership.organization_id, role=Membership.Role.OWNER
    )
    if len(owners) < 2:
        raise LastOwner(f"{membership.user.email} is the only owner. Make somebody else an owner first.")
