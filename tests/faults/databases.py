"""Databases of a test's own: copies of one another, so that two runs begin from the very same rows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from urllib.parse import quote

import psycopg
from django.db import connection, connections
from psycopg import sql

MAINTENANCE = "postgres"  # a database cannot be copied or dropped from within
NUMBERS = count(1)


def url_of(name: str, *, role: str = "default") -> str:
    """The address of the database `name` under the application's role, or under the owner's (`role="owner"`)."""
    settings = connections[role].settings_dict
    user, password = quote(settings["USER"], safe=""), quote(settings["PASSWORD"], safe="")
    return f"postgresql://{user}:{password}@{settings['HOST']}:{settings['PORT']}/{quote(name, safe='')}"


@contextmanager
def copy_of(template: str) -> Iterator[str]:
    """A database with the same rows as `template`, which nobody else may be using now; dropped afterwards.

    No name comes twice: a process keeps what it read by database and id.
    """
    connections.close_all()
    name = f"{connections['owner'].settings_dict['NAME']}_{next(NUMBERS)}"
    _drop(name)
    _put_out(template)  # sessions that another test's threads left behind
    for attempt in range(50):
        try:
            _maintain("CREATE DATABASE {} TEMPLATE {}", name, template)
            break
        except psycopg.errors.ObjectInUse:  # a session ends a little after it was told to
            if attempt == 49:
                raise
            time.sleep(0.1)
    try:
        yield name
    finally:
        connections.close_all()
        _drop(name)


@contextmanager
def using(name: str) -> Iterator[None]:
    """Point Django's application role at the database `name`."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def refuse_visitors(name: str) -> None:
    """Let nobody into the database any more, and put out who is in it: to them it has stopped."""
    _maintain("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
    _put_out(name)


def admit_visitors(name: str) -> None:
    """Let everybody in again."""
    _maintain("ALTER DATABASE {} ALLOW_CONNECTIONS true", name)


def _drop(name: str) -> None:
    _put_out(name)
    _maintain("DROP DATABASE IF EXISTS {}", name)


def _put_out(name: str) -> None:
    for role in ("default", "owner"):  # each may end its own sessions only
        with psycopg.connect(url_of(MAINTENANCE, role=role), autocommit=True) as ours:
            ours.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
                [name],
            )


def _maintain(statement: str, *names: str) -> None:
    with psycopg.connect(url_of(MAINTENANCE, role="owner"), autocommit=True) as owner:
        owner.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
