"""Printed documents. Typst lays out data as tagged PDF that screen readers can read (PDF/UA-1).

A room provides the template and the data of its document.
"""

import json
import re
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from app.core.plain_text import one_line, printable
from app.core.text import nonbreaking

_ONE_AT_A_TIME = Lock()  # a compiler keeps its last input
LONGEST_WORD = 16  # characters that fit the narrowest column without a break
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_STACKED = re.compile(rf"([{_MARKS}]{{4}})[{_MARKS}]+")
"""More marks above one letter than any language has; a stack of thousands is laid out for minutes."""
_LONG_WORD = re.compile(rf"(\S{{{LONGEST_WORD}}})(?=\S{{4}})")
_ADDRESS = re.compile(r"\S+@\S+|\S*://\S+|www\.\S+", re.IGNORECASE)
"""Templates break addresses without a character between their parts, so that a copied one is whole."""


def clean_line(text: str, lang: str) -> str:
    """One line without control characters. Long words may break, so that they stay in their column."""
    plain = _STACKED.sub(r"\1", one_line(printable(text)))
    return nonbreaking(re.sub(r"\S+", _breakable, plain), lang)


def _breakable(word: re.Match[str]) -> str:
    return word[0] if _ADDRESS.fullmatch(word[0]) else _LONG_WORD.sub("\\1\u200b", word[0])


def clean_text(text: str, lang: str) -> str:
    """Several lines, each clean."""
    return "\n".join(_keep_ends(line, lang) for line in text.split("\n"))


def _keep_ends(line: str, lang: str) -> str:
    """A stretch of a line keeps the space that parts it from the next one."""
    before = " " if line[:1].isspace() else ""
    after = " " if line.strip() and line[-1:].isspace() else ""
    return f"{before}{clean_line(line, lang)}{after}"


def compile_pdf(template: Path, name: str, data: dict[str, object], standard: str = "ua-1") -> bytes:
    """Lay out `data`, which the template reads as JSON under `name` in `sys.inputs`.

    The file claims the standard, `ua-1` or `a-2a` for archives, unless a text has a character that no font
    here has (Chinese, emoji): the standards forbid such a page. Then the file is tagged as well, but does not
    claim the standard.
    """
    from typst import TypstError

    inputs = {name: json.dumps(data, ensure_ascii=False)}
    with _ONE_AT_A_TIME:
        compiler = _compiler(template)
        try:
            result = compiler.compile(format="pdf", pdf_standards=standard, sys_inputs=inputs)
        except TypstError as error:
            if "could not be displayed" not in error.message:
                raise
            result = compiler.compile(format="pdf", sys_inputs=inputs)
    return bytes(result)


def is_drawable(svg: str) -> bool:
    """Whether documents can show the picture; one that they cannot would keep them from being made."""
    import typst

    try:
        typst.compile(b'#image(bytes(sys.inputs.svg), format: "svg")', format="pdf", sys_inputs={"svg": svg})
    except typst.TypstError:
        return False
    return True


@cache
def _compiler(template: Path) -> Any:
    """A compiler that caches fonts and the parsed template. It ignores system fonts, so a page looks the same
    everywhere."""
    from typst import Compiler

    return Compiler(template, root=template.parent, ignore_system_fonts=True)
