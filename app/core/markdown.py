"""Text that people write in Markdown, as HTML that is safe to show.

Raw HTML is not understood, and what the renderer makes passes an allowlist: no scripts, styles, pictures,
forms or addresses other than web and mail.
"""

import re
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong"}
TAGS |= {"table", "tbody", "td", "th", "thead", "tr", "ul"}
DATE = re.compile(r"^([ \t]*(?:[-*+][ \t]+)?\d{1,2})\.(?=[ \t]*\d{1,2}\.)", re.MULTILINE)
SCHEMES = {"http", "https", "mailto"}
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
LIST_MARK = re.compile(r"^([ \t]*\d*)([-+.)])(?=\s)", re.MULTILINE)
HEADINGS_BELOW = 2
"""A heading of the text stands below that of its page: `# x` becomes an `<h3>`."""


@cache
def parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")


def parsed(text: str) -> list[Token]:
    """The tokens of the text. A line that begins with a Czech date is no item of a list."""
    return parser().parse(DATE.sub(r"\1\\.", text))


def to_html(text: str) -> str:
    """The text as HTML, cleaned."""
    tokens = parsed(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + HEADINGS_BELOW)}"
    made = parser().renderer.render(tokens, parser().options, {})
    return nh3.clean(
        made,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="nofollow noopener",
    )


def escaped(line: str) -> str:
    """A line, such as a title, in which nothing means Markdown."""
    return LIST_MARK.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", line))
