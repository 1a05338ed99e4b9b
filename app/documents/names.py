"""File names: in Czech, without diacritics and spaces, so that any system can store them."""

import re
from datetime import datetime

from app.core.text import fold, local

LONGEST = 60  # characters of a title in a name


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(title))[:LONGEST].strip("-") or "akce"


def file_name(what: str, title: str, starts_at: datetime | None, suffix: str) -> str:
    """`prezencni-listina-kulaty-stul-frydlant-2017-06-08.pdf`"""
    day = f"-{local(starts_at):%Y-%m-%d}" if starts_at else ""
    return f"{what}-{slug(title)}{day}.{suffix}"
