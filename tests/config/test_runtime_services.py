"""The embedded database as Romashka needs it, and the broker."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from config.runtime.problem import RuntimeProblem
from config.runtime.temporary import TemporaryServices
from tests.config.runtime_helpers import CHECKOUT, eventually, processes_of, throw_away_folder

pytestmark = pytest.mark.xdist_group("runtime_services")


@pytest.fixture(scope="module")
def services() -> Iterator[TemporaryServices]:
    with throw_away_folder() as folder:
        made = TemporaryServices(folder.path)
        made.start()
        yield made
        made.stop()


@pytest.fixture(scope="module")
def owner(services: TemporaryServices) -> Iterator[psycopg.Connection]:
    with psycopg.connect(services.postgres.url("owner"), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def application(services: TemporaryServices) -> Iterator[psycopg.Connection]:
    with psycopg.connect(services.postgres.url("app"), autocommit=True) as connection:
        yield connection


def test_neither_role_can_pass_by_row_level_security(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "SELECT rolname, rolsuper OR rolbypassrls OR rolreplication OR rolcreaterole, rolcreatedb FROM pg_roles "
        "WHERE rolname LIKE 'romashka%' ORDER BY 1"
    ).fetchall()
    assert rows == [("romashka_app", False, False), ("romashka_owner", False, True)]


def test_the_application_role_uses_the_owners_tables_and_makes_none(
    owner: psycopg.Connection, application: psycopg.Connection
) -> None:
    owner.execute("CREATE TABLE note (id bigserial PRIMARY KEY, text text)")
    application.execute("INSERT INTO note (text) VALUES ('one')")
    application.execute("UPDATE note SET text = 'two'")
    assert application.execute("SELECT text FROM note").fetchall() == [("two",)]
    application.execute("DELETE FROM note")
    application.execute("CREATE TEMPORARY TABLE staging (id int)")
    for forbidden in ("CREATE TABLE mine (id int)", "TRUNCATE note", "DROP TABLE note", "CREATE SCHEMA mine"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute(forbidden)


def test_a_new_database_is_born_with_extensions_and_rights(
    services: TemporaryServices, owner: psycopg.Connection
) -> None:
    owner.execute("CREATE DATABASE test_born")
    url = urlsplit(services.postgres.url("owner"))._replace(path="/test_born").geturl()
    with psycopg.connect(url) as connection:
        names = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
        connection.execute("CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY, v vector(3))")
    assert {"vector", "pg_trgm", "unaccent", "btree_gin"} <= names
    url = urlsplit(services.postgres.url("app"))._replace(path="/test_born").geturl()
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO note (v) VALUES ('[1,2,3]')")


@pytest.mark.parametrize(
    ("column", "condition"),
    [
        ("document tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED", "document @@ 'w7'::tsquery"),
        ("document text GENERATED ALWAYS AS (text) STORED", "document ILIKE '%word7 %'"),
        ("document text GENERATED ALWAYS AS (text) STORED", "document %> 'word7'"),
    ],
)
def test_search_uses_its_index_under_row_level_security(
    owner: psycopg.Connection, application: psycopg.Connection, column: str, condition: str
) -> None:
    owner.execute("DROP TABLE IF EXISTS searched")
    owner.execute(f"CREATE TABLE searched (organization_id int, text text, {column})")
    kind = "" if "tsvector" in column else "gin_trgm_ops"
    owner.execute(f"CREATE INDEX searched_index ON searched USING gin (document {kind})")
    owner.execute("INSERT INTO searched SELECT n % 2, 'word' || n || ' w' || n FROM generate_series(1, 3000) n")
    owner.execute("ALTER TABLE searched ENABLE ROW LEVEL SECURITY")
    owner.execute("CREATE POLICY own ON searched USING (organization_id = current_setting('app.o', true)::int)")
    owner.execute("VACUUM ANALYZE searched")
    application.execute("SET enable_seqscan = off")
    statement = f"EXPLAIN SELECT text FROM searched WHERE {condition}"  # noqa: S608 - our own conditions
    plan = "\n".join(line for (line,) in application.execute(statement))
    assert "searched_index" in plan, plan


def test_what_a_failing_statement_says_stays_out_of_the_log(
    services: TemporaryServices, application: psycopg.Connection, owner: psycopg.Connection
) -> None:
    owner.execute("CREATE TABLE strict (text text PRIMARY KEY)")
    private = secrets.token_hex(8)
    for _ in range(2):
        try:
            application.execute(f"INSERT INTO strict VALUES ('{private}')")  # noqa: S608 - a literal is the point
        except psycopg.errors.UniqueViolation:
            break
    log = services.postgres.log.read_text()
    assert "duplicate key" in log
    assert private not in log


def test_passwords_are_on_no_command_line_and_needed(services: TemporaryServices) -> None:
    made = services.secrets
    words = " ".join(processes_of(services.folder).values())
    assert made.superuser_password not in words
    assert made.broker_password not in words
    for line in subprocess.check_output(["ps", "-eo", "args"], text=True).splitlines():
        assert made.broker_password not in line
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://postgres@127.0.0.1:{services.postgres.port}/postgres")
    assert services.valkey is not None
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=services.valkey.port).ping()
    assert redis.Redis.from_url(services.valkey.url).ping()


def test_the_database_listens_on_this_machine_only(services: TemporaryServices) -> None:
    with psycopg.connect(services.postgres.url("superuser")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("SHOW unix_socket_directories").fetchone() == ("",)


def test_secrets_of_other_data_get_a_sentence(services: TemporaryServices) -> None:
    postgres = services.postgres
    ours, postgres.secrets = postgres.secrets, replace(postgres.secrets, superuser_password="another")
    try:
        with pytest.raises(RuntimeProblem, match="does not know the password"):
            postgres._answers()
    finally:
        postgres.secrets = ours


def test_a_broken_cluster_and_another_version_get_a_sentence(services: TemporaryServices) -> None:
    from config.runtime.binaries import installed

    with throw_away_folder() as folder:
        cluster = folder.path / "cluster"
        cluster.mkdir()
        with pytest.raises(RuntimeProblem, match="is broken"):
            services.postgres._check_version(cluster, installed())
        (cluster / "PG_VERSION").write_text("9\n")
        with pytest.raises(RuntimeProblem, match="were made by PostgreSQL 9"):
            services.postgres._check_version(cluster, installed())


def test_temporary_services_are_gone_after_kill_9_and_their_folder_with_the_next() -> None:
    program = (
        "from config.runtime.attach import start_temporary_services\n"
        "print(start_temporary_services(broker=False)['ROMASHKA_DATA'], flush=True)\n"
        "input()\n"
    )
    runs = []
    for _ in range(2):
        run = subprocess.Popen(
            [sys.executable, "-c", program], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert run.stdout is not None
        place = run.stdout.readline().strip()
        runs.append(place)
        assert os.path.isdir(place)
        run.kill()
        run.communicate()
        assert eventually(lambda place=place: not _mentioned(place), seconds=5)
    assert not os.path.isdir(runs[0])
    # The last one's is left to the next run of anybody; this test is nobody's next run.
    subprocess.run(["rm", "-rf", runs[1]], check=True)


def _mentioned(place: str) -> bool:
    return any(place in line for line in subprocess.check_output(["ps", "-eo", "args"], text=True).splitlines())
