"""Tests run on the embedded PostgreSQL and broker that the settings start, and connect as the application role."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

# The browser tests drive a synchronous Playwright, which keeps an event loop in the same thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Make the test database under the owning role, then point both roles at it."""
    from django.db import connections

    suffix = getattr(request.config, "workerinput", {}).get("workerid", "main")
    owner, application = connections["owner"], connections["default"]
    owner.settings_dict["TEST"]["NAME"] = f"test_{owner.settings_dict['NAME']}_{suffix}"
    owner.settings_dict["TEST"]["MIGRATE"] = True
    with django_db_blocker.unblock():
        owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        application.close()
        application.settings_dict["NAME"] = owner.settings_dict["NAME"]
    yield
    with django_db_blocker.unblock():
        application.close()
        owner.creation.destroy_test_db(owner.settings_dict["NAME"], verbosity=0)


KEPT = ("django_migrations", "django_content_type", "auth_permission", "knowledge_embeddingmodel")


def empty_tables(self: Any) -> None:
    """After a test with real transactions: the owner empties the tables (the application role may not truncate)."""
    import psycopg
    from django.db import connection, connections

    tables = [f'"{name}"' for name in connection.introspection.table_names() if name not in KEPT]
    settings = connections["owner"].settings_dict
    with psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
    ) as owner:
        owner.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


@pytest.fixture(scope="session", autouse=True)
def _empty_tables_as_owner() -> None:
    """Teach Django's transaction tests to clean up as the owner."""
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = empty_tables


@pytest.fixture
def in_organization(db: None) -> Callable[[Any], None]:
    """Point the test's transaction at an organization: `in_organization(organization)`."""
    from training.tenancy import set_scope

    def enter(organization: Any) -> None:
        set_scope(organization_id=organization.pk if organization else None)

    return enter


@pytest.fixture
def organization(in_organization: Callable[[Any], None]) -> Any:
    """An organization, and the transaction pointed at it."""
    from tests.training.factories import OrganizationFactory

    made = OrganizationFactory(name="Acme", slug="acme")
    in_organization(made)
    return made


@pytest.fixture
def other_organization(db: None) -> Any:
    """A second organization; the transaction is not pointed at it."""
    from tests.training.factories import OrganizationFactory

    return OrganizationFactory(name="Other Ltd", slug="other")
