"""What an evaluation or a benchmark makes for itself is gone when it ends, however it ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError
from django.db import DatabaseError

from config.benchmarks import cycle
from config.evaluation.scratch import hire, run_whole_cycle, scratch_organization, scratch_slug
from training.models import Organization, User
from training.services.organizations import create_organization


def failing(made: list[str], *, is_early: bool = False) -> None:
    """Work in a scratch organization that fails halfway, or before there is one."""
    with scratch_slug("evaluate") as slug:
        made.append(slug)
        if not is_early:
            organization = create_organization(name=slug, slug=slug)
            assert hire(organization=organization, role="admin").email == f"admin@{slug}.example"
        raise ZeroDivisionError


@pytest.mark.django_db(databases=["default", "owner"])
def test_nothing_is_left_of_work_that_fails_halfway() -> None:
    made: list[str] = []
    with pytest.raises(ZeroDivisionError):
        failing(made)
    assert not Organization.objects.filter(slug__in=made).exists()
    assert not User.objects.filter(email__endswith=f"@{made[0]}.example").exists()


@pytest.mark.django_db(databases=["default", "owner"])
def test_work_may_end_before_there_is_an_organization() -> None:
    with pytest.raises(ZeroDivisionError):
        failing([], is_early=True)


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_scratch_organization_goes_with_whoever_works_there() -> None:
    with scratch_organization("bench") as organization:
        hire(organization=organization, role="manager")
        assert Organization.objects.filter(pk=organization.pk).exists()
    assert not Organization.objects.filter(pk=organization.pk).exists()
    assert not User.objects.filter(email__endswith=f"@{organization.slug}.example").exists()


def test_a_cycle_of_which_a_step_fails_is_no_whole_cycle(organization: Any, settings: Any) -> None:
    settings.LEARNING_CYCLE_STEPS = ["tests.training.test_cycle.broken"]
    with pytest.raises(CommandError, match="The step broken failed"):
        run_whole_cycle(organization=organization)


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_a_benchmark_that_fails_while_it_fills_an_organization_leaves_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cycle, "NOTE", "SELECT 1 / 0")
    with pytest.raises(DatabaseError):
        cycle.run({"past": 20, "short": 10, "new": 1, "rounds": 1})
    assert not Organization.objects.filter(slug__startswith="bench-").exists()
