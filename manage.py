#!/usr/bin/env python3
"""Romashka's commands. `manage.py up` starts everything on this machine; `manage.py help` lists the rest."""

from __future__ import annotations

import errno
import os
import sys


def main() -> int:
    """Give the command its services, run it, and answer what the machine refuses with a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from config.runtime.attach import prepare_command
    from config.runtime.problem import RuntimeProblem

    try:
        prepare_command(sys.argv)
    except RuntimeProblem as exc:
        return _refuse(str(exc))
    except KeyboardInterrupt:
        return 130

    from django.core.management import execute_from_command_line
    from django.db import InterfaceError, OperationalError

    try:
        execute_from_command_line(sys.argv)
    except RuntimeProblem as exc:
        return _refuse(str(exc))
    except (OperationalError, InterfaceError) as exc:
        if "--traceback" in sys.argv:
            raise
        return _refuse(f"The database refused or is gone: {str(exc).strip().splitlines()[0]}")
    except OSError as exc:
        if exc.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS) or "--traceback" in sys.argv:
            raise
        return _refuse(
            f"Nothing more can be written: {exc.strerror} ({exc.filename or 'disk'}). Make room, then try again."
        )
    except KeyboardInterrupt:
        return _refuse("Stopped.", code=130)
    return 0


def _refuse(sentence: str, code: int = 1) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
