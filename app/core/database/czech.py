"""Czech order of texts without a stored sort key: ch after h, č after c, letters before figures.

SQLite sorts by a collation of ours. PostgreSQL cannot be relied upon to have one, because builds without ICU
are usual; there the text becomes a key whose bytes sort so. Both break ties by the text itself.
"""

import unicodedata
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.core.text import sort_key

COLLATION = "czech"
OWN_PLACES = "čřšž"
"""Letters that stand behind the letter below their hook; all others sort as that letter."""
FIGURES = dict(zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True))


class czech_order(FunctionElement[str]):  # noqa: N801 - a function of SQL
    """A text as it sorts in Czech."""

    inherit_cache = True
    type = sa.String()


@compiles(czech_order, "sqlite")
def _collated(element: czech_order, compiler: SQLCompiler, **options: object) -> str:
    return f"({compiler.process(element.clauses, **options)} COLLATE {COLLATION})"


@compiles(czech_order)
def _keyed(element: czech_order, compiler: SQLCompiler, **options: object) -> str:
    text = compiler.process(element.clauses, **options)
    letters = _plain_letters()
    key = f"lower(translate({text}, '{''.join(letters)}', '{''.join(letters.values())}'))"
    for letter in OWN_PLACES:
        key = f"replace({key}, '{letter}', '{_base(letter)}~')"
    return f"(replace({key}, 'ch', 'h~') || chr(1) || {text} COLLATE \"C\")"


@lru_cache(maxsize=1)
def _plain_letters() -> dict[str, str]:
    """What each letter sorts as, where that is another character."""
    found = {letter: _base(letter) for letter in map(chr, range(0xC0, 0x180)) if len(_base(letter)) == 1}
    found |= {letter.upper(): letter for letter in OWN_PLACES}
    return FIGURES | {letter: base for letter, base in found.items() if letter not in OWN_PLACES}


def _base(letter: str) -> str:
    plain = unicodedata.normalize("NFD", letter)[0].lower()
    return plain if plain.isascii() and plain.isalpha() else ""


def compare(one: str, other: str) -> int:
    """The collation of SQLite."""
    first, second = _key(one), _key(other)
    return (first > second) - (first < second)


_key = lru_cache(maxsize=8192)(sort_key)
