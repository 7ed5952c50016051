"""Markdown: safe HTML, plain text."""

from __future__ import annotations

import doctest
import re

import pytest

from knowledge import markdown
from knowledge.markdown import plain_text, render_html, rough_text


def test_its_examples_run() -> None:
    assert doctest.testmod(markdown).failed == 0


def test_it_renders_what_entries_are_made_of() -> None:
    html = render_html(
        "# Returns\n\n1. Pack it\n2. Send it\n\n| Size | Price |\n|---|---|\n| S | 5 |\n\n~~old~~ `code`"
    )
    for piece in ("<h3>Returns</h3>", "<ol>", "<li>Pack it</li>", "<td>S</td>", "<s>old</s>", "<code>code</code>"):
        assert piece in html


def test_links_carry_rel_and_go_to_the_web_only() -> None:
    html = render_html("[ok](https://example.com) [mail](mailto:a@example.com) [bad](javascript:alert(1))")
    assert 'href="https://example.com"' in html
    assert html.count('rel="noopener noreferrer nofollow"') == 2
    assert "href" not in html.split("mail</a>")[1]


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "![x](https://example.com/track.png)",
        '<a href="https://example.com" onclick="alert(1)">x</a>',
        "<style>body{display:none}</style>",
        "<iframe src=https://example.com></iframe>",
        '[x](https://example.com "onmouseover=alert(1)")',
        "```html\n<script>alert(1)</script>\n```",
        "<svg onload=alert(1)>",
    ],
)
def test_nothing_that_runs_or_loads_survives(attack: str) -> None:
    html = render_html(attack)
    assert not re.search(r"<(?!/?(?:p|a|code|pre)\b)", html)
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert not re.search(r'href="(?!https://example\.com")', html)


def test_an_image_becomes_its_description() -> None:
    assert render_html("![a <b> map](https://example.com/m.png)") == "<p>a &lt;b&gt; map</p>\n"


def test_plain_text_has_the_words_and_no_markup() -> None:
    text = plain_text(
        "## Fees\n\n* **5 €** a month\n* none for [students](https://e.com)\n\n"
        "| A | B |\n|-|-|\n| 1 | 2 |\n\n    x = 1\n"
    )
    assert text == "Fees\n5 € a month\nnone for students\nA | B\n1 | 2\nx = 1"


def test_a_wrapped_line_is_one_line_of_plain_text() -> None:
    assert plain_text("one\ntwo") == "one two"


def test_rough_text_reads_like_plain_text() -> None:
    source = "# Returns\n\n- within **30 days**\n- see [how](https://e.com)\n\n> note\n"
    assert rough_text(source).split() == plain_text(source).split()


def test_rough_text_takes_emphasis_around_words_and_leaves_stars_that_stand_for_something() -> None:
    assert rough_text("Choose *Showroom* (see *Terms*), *now*.") == "Choose Showroom (see Terms), now."
    assert rough_text("5 * 3 = 15, 5*3 and *") == "5 * 3 = 15, 5*3 and *"
