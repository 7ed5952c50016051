"""A real Chromium. Where none is found the browser tests say so and are skipped; `.ci/run` installs one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
    if not Path(path).exists():
        pytest.skip("Chromium is not installed; the browser tests need it.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """`visit(email)` logs a person in by the login page, in a window of their own; fails on any script error.

    `has_script=False`: in a browser that runs none.
    """
    contexts, errors = [], []

    def enter(
        email: str,
        *,
        width: int = 1440,
        password: str = "secret-enough",  # noqa: S107 - of the factory
        has_script: bool = True,
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, base_url=live_server.url, java_script_enabled=has_script
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
        page.goto("/")
        page.locator("[name=login]").fill(email)
        page.locator("[name=password]").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url(live_server.url + "/")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert errors == []
