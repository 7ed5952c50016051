"""`manage.py replay --organization SLUG`: ask the whole golden set of the live knowledge; exits 1 on a break."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from knowledge.models import ReplayResult, ReplayRun
from knowledge.services.replaying import run_golden_set_now
from training.errors import DomainError
from training.management.organizations import named_organization
from training.tenancy import organization_scope


class Command(BaseCommand):
    """A regression test of what is known: every active golden question, answered as Ask answers it now."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """The organization."""
        parser.add_argument("--organization", required=True, metavar="SLUG")

    def handle(self, *args: Any, organization: str, **options: Any) -> None:
        """Run it, print each break with what was expected and what came, and the counts."""
        found = named_organization(organization, returncode=2)
        try:
            with organization_scope(found.pk):
                run = run_golden_set_now(organization=found)
                wrong = list(run.results.filter(outcome=ReplayResult.Outcome.BREAKS).order_by("position"))
        except DomainError as exc:
            raise CommandError(str(exc), returncode=2) from exc
        if run.status != ReplayRun.Status.DONE:
            raise CommandError(run.error or "The run did not end; look at the replays page.", returncode=2)
        for result in wrong:
            self._print(result)
        right = run.question_count - run.breaks
        self.stdout.write(
            f"{run.question_count} golden questions: {right} right, {run.breaks} wrong, in {run.seconds:.1f} s"
        )
        if run.breaks:
            raise CommandError(f"{run.breaks} golden question{'' if run.breaks == 1 else 's'} broken.")

    def _print(self, result: ReplayResult) -> None:
        self.stdout.write(f"BREAK     {result.question}")
        self.stdout.write(f"  expected  {_in_words(result.before)}")
        self.stdout.write(f"  got       {_in_words(result.after)}")
        self.stdout.write(f"  because   {result.reason}\n")


def _in_words(answer: dict[str, Any]) -> str:
    """An answer, or what was expected, in a line."""
    if answer.get("is_handoff"):
        reason = answer.get("reason", "")
        return f"a person answers{f' ({reason})' if reason else ''}"
    cited = ", ".join(str(one.get("title") or f"entry {one['entry_id']}") for one in answer.get("citations", []))
    text = " ".join(str(answer.get("text", "")).split())
    return " ".join(filter(None, [text, f"[{cited}]" if cited else ""]))
