"""Entries are Markdown: as HTML that is safe to show, and as plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    "p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "s", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_HEADING_SHIFT = 2  # the page has its own two levels above
_SPACES = re.compile(r"[ \t]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _image_as_text)
    return parser


def _image_as_text(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """An image would be fetched from elsewhere: its description stands for it."""
    return nh3.clean_text(tokens[index].content)


def render_html(text: str) -> str:
    """Markdown as HTML without anything that could run, load or pose as the page.

    HTML in the text is shown as the characters it is. Headings start at level 3. Links go to http, https, mailto and
    tel only and carry `rel="noopener noreferrer nofollow"`. Images become their description.

    >>> render_html("**Free** <script>x</script>")
    '<p><strong>Free</strong> &lt;script&gt;x&lt;/script&gt;</p>\\n'
    """
    parser = _parser()
    env: dict[str, Any] = {}
    tokens = parser.parse(text, env)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + _HEADING_SHIFT)}"
    html = parser.renderer.render(tokens, parser.options, env)
    return nh3.clean(
        str(html),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def plain_text(text: str) -> str:
    """What a reader of the rendered Markdown would read: no markup, one line for each paragraph, item or table row.

    >>> plain_text("# Returns\\n\\nSend it back within **30 days** ([how](https://example.com)).")
    'Returns\\nSend it back within 30 days (how).'
    """
    lines: list[str] = []
    cells: list[str] | None = None
    for token in _parser().parse(text):
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            lines.append(" | ".join(cells or []))
            cells = None
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.strip("\n"))
        elif token.type == "inline":
            words = _inline_text(token.children or [])
            if cells is None:
                lines.append(words)
            else:
                cells.append(words)
    return _EMPTY_LINES.sub("\n\n", "\n".join(line for line in lines if line.strip()))


def _inline_text(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type in (
            "text",
            "code_inline",
            "image",
            "html_inline",
            "text_special",
        ):
            parts.append(token.content)
    return _SPACES.sub(" ", "".join(parts)).strip()


_MARKUP = re.compile(
    r"^[ \t]{0,3}(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|(?:```|~~~).*$|[-|: \t]{3,}$)"  # what opens a line
    r"|!?\[([^\]\n]*)\]\([^)\n]*\)"  # links and images: their words
    r"|\*\*|__|~~|`"
    r"|(?<![\w*])\*(?=[^\W_])|(?<=[\w.!?%)])\*(?![\w*])",  # emphasis around words
    re.MULTILINE,
)


def rough_text(text: str) -> str:
    """Nearly `plain_text` at a hundredth of its cost, for snippets: the commonest markup taken out, line by line.

    >>> rough_text("## Returns\\n\\nWithin **30 days** ([how](https://example.com)).")
    'Returns\\n\\nWithin 30 days (how).'
    """
    return _MARKUP.sub(lambda match: match.group(1) or "", text)
