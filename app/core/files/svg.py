"""Pictures made on the server as SVG: QR codes and charts, without styles or scripts of their own.

Charts carry their figures as text and as a description. Shades of `currentColor` follow light and dark; a
style sheet may colour the classes (`chart-track`, `chart-bar`, `chart-target`, `chart-held` ...). Widths are
shares of the room there is, so text keeps its size on a phone.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from io import BytesIO
from textwrap import wrap

from app.core.plain_text import one_line
from app.core.text import nonbreaking, number, out_of, translator

Figure = int | float | Decimal
Row = tuple[str, Figure | None, Figure | None]
Part = tuple[str, int, str]

LINE = 20  # px, a line of text
BAR = 14  # px, the height of a bar
GAP = 14  # px, between two rows
LABEL = 38  # characters that fit a line at 320 px
SHADES = {"chart-track": 0.12, "chart-planned": 0.45, "chart-undated": 0.25, "chart-missing": 0.12}
"""Opacity, 1 for all others."""


def qr_svg(text: str, title: str, desc: str = "") -> bytes:
    """A QR code with its quiet zone, black on white in dark mode too. It fills the box it is put in."""
    import segno

    target = BytesIO()
    segno.make(text, error="m", micro=False).save(
        target,
        kind="svg",
        border=4,
        light="#fff",
        title=one_line(title),
        desc=one_line(desc) or None,
        xmldecl=False,
        omitsize=True,
        nl=False,
    )
    return target.getvalue().replace(b"<svg ", b'<svg role="img" ', 1)


def bar_chart(
    rows: Sequence[Row], title: str, desc: str = "", lang: str = "cs", *, common_scale: bool = True
) -> str:
    """One bar a row `(label, value, target)`, with a mark where the target lies.

    All rows share one scale unless they count different things; then a value without a target has nothing to
    be measured against and gets no bar. An unknown value is None: it gets no bar and says so, because it is
    not 0. Without `desc` a screen reader reads the figures.
    """
    highest = _top(figure for _, *pair in rows for figure in pair)
    body: list[str] = []
    y = 0
    for label, value, target in rows:
        top = highest if common_scale else _top((value, target))
        measured = value if common_scale or target is not None else None
        figures = _figures(value, target, lang)
        lines = wrapped(label, lang, LABEL)
        body.append(f"<g><title>{escaped(label)}: {escaped(figures)}</title>")
        body += (text_at(0, y + LINE * n - 5, line, "chart-label") for n, line in enumerate(lines, start=1))
        y += LINE * len(lines) + 2
        body.append(_rect(0, 100, y, "chart-track"))
        if measured is not None:
            body.append(_rect(0, 100 * float(measured) / top, y, "chart-bar"))
        if target is not None:
            body.append(_mark(100 * float(target) / top, y))
        y += BAR + LINE
        body += [text_at(0, y - 5, figures, "chart-value"), "</g>"]
        y += GAP
    described = desc or "; ".join(
        f"{label}: {_figures(value, target, lang)}" for label, value, target in rows
    )
    return picture(body, max(y - GAP, 1), title, described)


def stacked_bar(parts: Sequence[Part], title: str, desc: str = "", lang: str = "cs") -> str:
    """One bar cut into `(label, count, state)`, as held / planned / missing; the class is `chart-<state>`.

    Each part is named below with its count, so that readers need not tell colours apart.
    """
    whole = sum(count for _, count, _ in parts) or 1
    body: list[str] = [] if any(count for _, count, _ in parts) else [_rect(0, 100, 0, "chart-track")]
    x = 0.0
    for label, count, state in parts:
        width = 100 * count / whole
        if count:
            body.append(_rect(x, width, 0, f"chart-{state}", f"{label}: {number(count, lang)}"))
        x += width
    y = BAR + 6
    for label, count, state in parts:
        body.append(f'<rect {_shade(f"chart-{state}")} x="0" y="{y + 4}" width="12" height="12"/>')
        body.append(text_at(20, y + LINE - 5, f"{one_line(label)}: {number(count, lang)}", "chart-value"))
        y += LINE
    described = desc or "; ".join(f"{label}: {number(count, lang)}" for label, count, _ in parts)
    return picture(body, y, title, described)


def _top(figures: Iterable[Figure | None]) -> float:
    """The end of a scale: the highest figure, never 0."""
    return max((float(figure) for figure in figures if figure is not None), default=0) or 1


def _figures(value: Figure | None, target: Figure | None, lang: str) -> str:
    shown = translator(lang).pgettext("chart", "unknown") if value is None else number(value, lang)
    return shown if target is None else out_of(shown, target, lang)


# --- SVG -------------------------------------------------------------------------------------------------


def wrapped(text: str, lang: str, letters: int) -> list[str]:
    """A text in lines of at most so many letters; an empty one is an empty line."""
    return wrap(nonbreaking(one_line(text), lang), letters) or [""]


def picture(body: Iterable[str], height: int, title: str, desc: str) -> str:
    head = f"<title>{escaped(title)}</title><desc>{escaped(desc)}</desc>"
    size = f'width="100%" height="{height}"'
    namespace = 'xmlns="http://www.w3.org/2000/svg"'
    return f'<svg {namespace} class="chart" role="img" font-size="14" {size}>{head}{"".join(body)}</svg>'


def _rect(x: float, width: float, y: int, css: str, title: str = "") -> str:
    place = f'x="{x:.4g}%" y="{y}" width="{min(max(width, 0), 100):.4g}%" height="{BAR}"'
    inside = f"<title>{escaped(title)}</title>" if title else ""
    return f"<rect {_shade(css)} {place}>{inside}</rect>"


def _shade(css: str) -> str:
    return f'class="{escaped(css)}" fill="currentColor" fill-opacity="{SHADES.get(css, 1)}"'


def _mark(x: float, y: int) -> str:
    x = min(max(x, 0.3), 99.7)  # the whole line stays inside the picture
    place = f'x1="{x:.4g}%" x2="{x:.4g}%" y1="{y - 3}" y2="{y + BAR + 3}"'
    return f'<line class="chart-target" stroke="currentColor" stroke-width="2" {place}/>'


def text_at(x: int, y: int, text: str, css: str) -> str:
    return f'<text class="{css}" x="{x}" y="{y}" fill="currentColor">{escaped(text)}</text>'


def escaped(text: str) -> str:
    return escape(one_line(text))
