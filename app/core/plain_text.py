"""Cleans text from forms and imports: characters that readers do not show must not reach a file format."""

import re
from decimal import Decimal, DecimalException

LINE_BREAK = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
# Control characters, halves of surrogate pairs and the two code points that XML forbids.
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Soft hyphens, zero-width characters, direction marks, the byte order mark, fillers and tags: what Unicode
# calls default ignorable, without the variation selectors that choose how an emoji looks.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e00ff]"
)
VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Variation selectors: how a character looks, not which one it is."""


def printable(text: str) -> str:
    """Keep line breaks (as `\\n`), turn tabs into spaces and drop every other control character."""
    return UNPRINTABLE.sub("", LINE_BREAK.sub("\n", text)).replace("\t", " ")


def one_line(text: str) -> str:
    """For names, titles and headers, where a line break would start a new field. Keeps no-break spaces."""
    return re.sub(r"[ \n]+", " ", printable(text)).strip(" ")


WHOLE_NUMBER = re.compile("0|[1-9][0-9]{0,8}")
LONGEST_FIGURE = 40
LARGEST_FIGURE = 10**15


def whole_number(text: str) -> int | None:
    """A number in plain digits, at most nine: an id, or a place in a list. `01`, `²` and `٣` are none."""
    return int(text) if WHOLE_NUMBER.fullmatch(text) else None


def figure_in(value: object) -> Decimal | None:
    """A figure of a plausible size with a decimal point; None for all else, such as `1e999999999`."""
    if isinstance(value, int) and abs(value) > LARGEST_FIGURE:
        return None
    try:
        written = str(value)
        figure = Decimal(written) if len(written) <= LONGEST_FIGURE else None
        plausible = figure is not None and figure.is_finite() and abs(figure) <= LARGEST_FIGURE
    except DecimalException:
        return None
    return figure if plausible else None


def without_invisible(text: str) -> str:
    """Remove invisible characters, which make equal texts differ, such as a pasted soft hyphen."""
    return text if text.isascii() else INVISIBLE.sub("", text)


def as_read(text: str) -> str:
    """Remove all that no reader sees, control characters too; tabs, line breaks and emoji stay."""
    return without_invisible(UNPRINTABLE.sub("", text))
