"""Databases with a shop in them, made once for the module and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.faults.databases import copy_of, using
from tests.faults.shop import open_shop


@pytest.fixture(scope="module")
def shop(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database with the shop, to be copied, not to be changed."""
    with django_db_blocker.unblock(), copy_of(str(connection.settings_dict["NAME"])) as name:
        with using(name):
            open_shop()
        yield name


@pytest.fixture
def database(shop: str, django_db_blocker: Any) -> Iterator[str]:
    """A copy of the shop's database, in use."""
    with django_db_blocker.unblock(), copy_of(shop) as name, using(name):
        yield name
