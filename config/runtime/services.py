"""The embedded services of one data folder, and the note that leads commands to them."""

from __future__ import annotations

import json
from typing import Any

from config.runtime.folder import DataFolder, write_private
from config.runtime.locks import Owner, owner_of
from config.runtime.postgres import Postgres
from config.runtime.valkey import Valkey

LEADS_TO_DATABASE = ("DATABASE_URL", "DATABASE_OWNER_URL")
LEADS_TO_BROKER = ("BROKER_URL",)
LEADS_TO_SECRETS = ("SECRET_KEY", "CUSTOMER_HASH_KEY")


def environment_of(folder: DataFolder, postgres: Postgres | None, valkey: Valkey | None) -> dict[str, str]:
    """What a process needs in its environment to use these services."""
    secrets = folder.secrets()
    environment = {
        "SECRET_KEY": secrets.secret_key,
        "CUSTOMER_HASH_KEY": secrets.customer_hash_key,
        "ROMASHKA_DATA": str(folder),
    }
    if postgres is not None:
        environment |= {"DATABASE_URL": postgres.url("app"), "DATABASE_OWNER_URL": postgres.url("owner")}
    if valkey is not None:
        environment["BROKER_URL"] = valkey.url
    return environment


def announce(folder: DataFolder, owner: Owner, environment: dict[str, str], **more: Any) -> None:
    """Note that the services are ready. The file holds passwords: our own user only."""
    note = {"pid": owner.pid, "kind": owner.kind, "started": owner.started, "environment": environment, **more}
    with folder.sentences():
        write_private(folder.runtime_file, json.dumps(note, indent=2))


def withdraw(folder: DataFolder) -> None:
    """Take the note away, before the services stop."""
    folder.runtime_file.unlink(missing_ok=True)


def ready_environment(folder: DataFolder) -> dict[str, str] | None:
    """The environment of services that are ready now; None when there are none. A stale note does not count."""
    note = folder.read_json(folder.runtime_file)
    if note is None:
        return None
    owner = owner_of(folder)
    if owner is None or not owner.is_alive or owner.pid != note.get("pid"):
        return None
    environment = note.get("environment")
    return {str(key): str(value) for key, value in environment.items()} if isinstance(environment, dict) else None
