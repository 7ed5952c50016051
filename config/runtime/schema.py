"""Whether the tables are up to date, and bringing them there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from config.runtime.command import CHECKOUT, run_command
from config.runtime.folder import DataFolder

PACKAGES_WITH_TABLES = ("django", "django-allauth", "django-celery-beat", "django-pghistory", "django-pgtrigger")


def fingerprint(folder: DataFolder) -> str:
    """A mark of all migrations there are, and of the cluster they are for."""
    mark = hashlib.sha256()
    for path in sorted(CHECKOUT.glob("*/migrations/*.py")):
        mark.update(f"{path.relative_to(CHECKOUT)}\n".encode() + path.read_bytes())
    for package in PACKAGES_WITH_TABLES:
        mark.update(f"{package} {_version_of(package)}\n".encode())
    bootstrap = folder.stamp("bootstrap")
    mark.update(bootstrap.read_bytes() if bootstrap.exists() else b"external")
    return mark.hexdigest()


def is_current(folder: DataFolder) -> bool:
    """True when the tables were last brought to exactly these migrations."""
    stamp = folder.stamp("schema")
    return stamp.exists() and stamp.read_text() == fingerprint(folder)


def migrate(folder: DataFolder, environment: Mapping[str, str]) -> int:
    """Run the migrations under the owning role; returns how many were applied. The details go to a log."""
    arguments = ["migrate", "--database", "owner", "--no-input", "--no-color"]
    said = run_command(folder, environment, *arguments, wants="bring the tables up to date")
    with folder.sentences():
        folder.stamp("schema").write_text(fingerprint(folder))
    return len(re.findall(r"^\s+Applying .*OK$", said, re.MULTILINE))


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
