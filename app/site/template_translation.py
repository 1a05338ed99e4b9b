"""Translation of templates: fixed texts are translated once, when the template is compiled."""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any, cast

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from app.core import text
from app.core.markdown import to_html
from app.site import agenda, labels, tones

TRANSLATE = "tr"
KEPT = 4_000
DATES_AND_FIGURES = (
    "day",
    "days",
    "file_size",
    "times",
    "clock_time",
    "moment",
    "when",
    "weekday",
    "month",
    "money",
    "number",
    "percent",
    "out_of",
)


class TranslateWhenCompiled(Extension):
    """Replaces `_("Text")` by its translation, which saves a page about sixty look-ups.

    With values inside, `_("%(count)s seats", count=seats)`, it stays a call. A long text may stand as several
    strings after each other, which are one, as in Python.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        waiting: list[Token] = []
        for token in _joined(stream):
            waiting.append(token)
            if not _begins_call(waiting):
                yield from waiting
                waiting.clear()
            elif len(waiting) == 4:
                words = waiting[2]
                yield Token(words.lineno, "string", self._translated(words.value))
                yield Token(words.lineno, "pipe", "|")
                yield Token(words.lineno, "name", "safe")
                waiting.clear()
        yield from waiting

    def _translated(self, msgid: str) -> str:
        return cast(str, self.environment.filters[TRANSLATE](msgid)) % {}


def _joined(stream: TokenStream) -> Iterator[Token]:
    """Strings that follow each other as one token."""
    text: Token | None = None
    for token in stream:
        if text and token.type == "string":
            text = Token(text.lineno, "string", text.value + token.value)
            continue
        if text:
            yield text
        text = token if token.type == "string" else None
        if not text:
            yield token


def _begins_call(tokens: list[Token]) -> bool:
    """Whether these are `_`, `(`, a text, `)`, or the first of them."""
    kinds = [(token.type, token.value if token.type == "name" else None) for token in tokens]
    return kinds == [("name", "_"), ("lparen", None), ("string", None), ("rparen", None)][: len(kinds)]


def install(environment: Environment, lang: text.Language) -> None:
    """`_`, `ngettext` and `pgettext`, then filters; a text kept in a variable is translated by `| tr`."""
    known = text.translator(lang)

    @lru_cache(KEPT)
    def gettext(msgid: str) -> str:
        translated = known.gettext(msgid)
        return translated if "<" in translated else text.nonbreaking(translated, lang)

    callables = cast(Any, environment).install_gettext_callables
    callables(gettext, known.ngettext, newstyle=True, pgettext=known.pgettext, npgettext=known.npgettext)
    for name in DATES_AND_FIGURES:
        environment.filters[name] = partial(getattr(text, name), lang=lang)
    environment.filters |= {
        "nb": partial(kept_together, lang=lang),
        TRANSLATE: gettext,
        "label": lambda code, kind: gettext(labels.label(code, kind)),
        "badge": _badges(gettext),
        "place": agenda.place,
        "paragraphs": partial(paragraphs, lang=lang),
        "markdown": lambda value: Markup(to_html(value or "")),  # noqa: S704 - cleaned there
        "iso_day": lambda value: text.local(value).date().isoformat(),
    }


def _badges(gettext: Callable[[str], str]) -> Callable[[str, str], Markup]:
    @lru_cache(KEPT)
    def badge(code: str, kind: str) -> Markup:
        """A code as a coloured badge: `{{ event["status"] | badge("event_status") }}`."""
        words = gettext(labels.label(code, kind))
        return Markup('<span class="badge {}">{}</span>').format(tones.tone(code, kind), words)

    return badge


def kept_together(value: str, lang: str) -> str:
    """Put a no-break space after one-letter words; `Markup` has them already."""
    return value if isinstance(value, Markup) else text.nonbreaking(str(value), lang)


def paragraphs(value: str | None, lang: str) -> Markup:
    """Plain text as typed: blank lines part paragraphs, single line ends are kept."""
    value = text.nonbreaking(value or "", lang)
    blocks = [block.strip() for block in value.replace("\r\n", "\n").split("\n\n")]
    lines = (Markup("<br>\n").join(escape(line) for line in block.split("\n")) for block in blocks if block)
    return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines)
