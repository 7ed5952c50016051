"""The house holds: keys point right, listed steps exist, production refuses what is unsafe, the truth is closed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import ProgrammingError, connection, transaction

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ["training", "knowledge", "templates_app", "experiments", "analytics", "config"]


def test_every_foreign_key_points_right() -> None:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in FLOORS:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None) if getattr(field, "concrete", False) else None
            if target is not None and target._meta.app_label in FLOORS:
                here, there = FLOORS.index(model._meta.app_label), FLOORS.index(target._meta.app_label)
                assert there <= here, f"{model._meta.label}.{field.name} points left"


def test_the_listed_steps_and_appliers_import(settings: Any) -> None:
    assert not [message for message in run_checks() if message.id == "training.E001"]
    settings.LEARNING_CYCLE_STEPS = ["training.steps.nothing_of_that_name"]
    settings.UPDATE_APPLIERS = {"knowledge_update": "knowledge.nowhere"}
    found = [message.msg for message in run_checks() if message.id == "training.E001"]
    assert any("training.steps.nothing_of_that_name" in message for message in found)
    assert any("knowledge.nowhere.apply" in message for message in found)


def test_the_application_role_cannot_read_the_truth_of_a_demo_world(db: None) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM truth.conversation")


def test_only_the_evaluation_reads_the_truth() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for app in FLOORS
        for path in (ROOT / app).rglob("*.py")
        if "read_truth" in path.read_text(encoding="utf-8")
    }
    assert readers == {"config/demo/truth.py", "config/evaluation/gaps.py", "config/evaluation/gap_cycles.py"}


def production(**extra: str) -> subprocess.CompletedProcess[str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "config.settings.prod", **extra},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_names_every_setting_that_is_missing() -> None:
    done = production()
    assert done.returncode != 0
    for name in (
        "SECRET_KEY",
        "CUSTOMER_HASH_KEY",
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "BROKER_URL",
        "EMAIL_HOST",
    ):
        assert f"- {name}" in done.stderr


GOOD = {
    "SECRET_KEY": "s" * 40,
    "CUSTOMER_HASH_KEY": "c" * 40,
    "ALLOWED_HOSTS": "desk.example.com",
    "DATABASE_URL": "postgresql://app:x@127.0.0.1:9/romashka",
    "DATABASE_OWNER_URL": "postgresql://owner:x@127.0.0.1:9/romashka",
    "BROKER_URL": "redis://127.0.0.1:9/0",
    "EMAIL_HOST": "mail.example.com",
}


def test_production_starts_when_all_is_set() -> None:
    done = production(**GOOD)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY must be set to at least 32"),
        ("CUSTOMER_HASH_KEY", "s" * 40, "must differ from SECRET_KEY"),
        ("ALLOWED_HOSTS", "*", "without '*'"),
        ("DATABASE_OWNER_URL", GOOD["DATABASE_URL"], "must use two roles"),
        ("ROMASHKA_DEBUG", "1", "ROMASHKA_DEBUG must not be set"),
    ],
)
def test_production_refuses_what_is_unsafe(name: str, value: str, sentence: str) -> None:
    done = production(**{**GOOD, name: value})
    assert done.returncode != 0
    assert sentence in done.stderr
