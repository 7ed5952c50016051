"""Row-level security: every table with an organization is closed outside of its scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, connections, transaction

from tests.training.factories import ConversationFactory, MembershipFactory, UserFactory
from training.models import Conversation, Membership
from training.tenancy import organization_scope, set_scope


def tables_with_an_organization() -> list[str]:
    """Every table of ours that has the column, event tables of the history included."""
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if any(field.column == "organization_id" for field in model._meta.local_concrete_fields)
    }
    return sorted(tables | {"training_organizationevent"})


@pytest.mark.django_db
@pytest.mark.parametrize("table", tables_with_an_organization())
def test_every_table_with_an_organization_forces_row_level_security(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relrowsecurity AND c.relforcerowsecurity, count(p.polname) FILTER (WHERE p.polcmd = '*'), "
            "pg_get_userbyid(c.relowner) <> current_user FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid "
            "WHERE c.relname = %s GROUP BY c.oid",
            [table],
        )
        assert cursor.fetchone() == (True, 1, True)


@pytest.mark.django_db
def test_no_database_table_with_the_column_is_missing_from_the_models() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns "
            "WHERE column_name = 'organization_id' AND table_schema = 'public'"
        )
        assert {name for (name,) in cursor.fetchall()} <= set(tables_with_an_organization())


def test_the_tests_run_as_a_role_that_owns_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls OR rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)


def test_without_an_organization_a_query_returns_no_row(
    organization: Any, in_organization: Callable[[Any], None]
) -> None:
    ConversationFactory(organization=organization)
    assert Conversation.objects.count() == 1
    in_organization(None)
    assert Conversation.objects.count() == 0


def test_another_organization_sees_nothing(
    organization: Any, other_organization: Any, in_organization: Callable[[Any], None]
) -> None:
    ConversationFactory(organization=organization)
    in_organization(other_organization)
    assert Conversation.objects.count() == 0


def test_a_row_for_another_organization_is_refused(organization: Any, other_organization: Any) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        ConversationFactory(organization=other_organization)


def test_a_person_reads_their_own_memberships_before_the_organization_is_known(
    organization: Any, other_organization: Any, in_organization: Callable[[Any], None]
) -> None:
    user = UserFactory()
    MembershipFactory(organization=organization, user=user)
    MembershipFactory(organization=organization)
    in_organization(other_organization)
    MembershipFactory(organization=other_organization, user=user)
    set_scope(organization_id=None, user_id=user.pk)
    assert set(Membership.objects.values_list("organization_id", "user_id")) == {
        (organization.pk, user.pk),
        (other_organization.pk, user.pk),
    }


def test_a_person_cannot_give_themselves_a_role(organization: Any) -> None:
    user = UserFactory()
    set_scope(organization_id=None, user_id=user.pk)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        MembershipFactory(organization=organization, user=user)


@pytest.mark.django_db(transaction=True)
def test_the_scope_ends_with_its_transaction() -> None:
    with organization_scope(7, user_id=8):
        pass
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('app.organization_id', true), current_setting('app.user_id', true)")
        assert cursor.fetchone() == ("", "")


@pytest.mark.django_db(transaction=True)
def test_a_scope_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="open one first"):
        set_scope(organization_id=1)


def test_the_outer_scope_comes_back_after_an_inner_one(organization: Any, other_organization: Any) -> None:
    set_scope(organization_id=organization.pk, user_id=5)
    with organization_scope(other_organization.pk):
        assert Conversation.objects.count() == 0
    ConversationFactory(organization=organization)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.organization_id'), current_setting('app.user_id')")
        assert cursor.fetchone() == (str(organization.pk), "5")
