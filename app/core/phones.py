"""Telephone numbers: the type of a field that takes one or several, stored as they are read aloud.

Numbers of nine digits and those of +420 and +421 are grouped by three. Others keep their own groups, because
these depend on the country.
"""

import re
from typing import Annotated

from pydantic import AfterValidator

from app.core.database.columns import Word

EXTENSION = re.compile(r"(.*[0-9])\s*,?\s*(?:linka|klapka|kl\.|l\.|ext\.?)\s*([0-9]{1,6})", re.IGNORECASE)
NUMBER = re.compile(r"\(?\+?[0-9\s()/.\-\u2010-\u2013]+")
BETWEEN = re.compile(r"\s*[,;](?!\s*[a-z])\s*", re.IGNORECASE)
GROUPED = re.compile(r"(\+42[01])?([0-9]{3})([0-9]{3})([0-9]{3})")
FEWEST, MOST = 3, 15
"""Digits: short numbers as 112, and the most that a number of any country has (E.164)."""


def normal_phones(typed: str) -> str:
    """Several numbers are separated by commas or semicolons. ValueError for what is no number."""
    return ", ".join(_phone(one) for one in BETWEEN.split(typed.strip(" ,;"))) if typed else ""


def _phone(typed: str) -> str:
    extended = EXTENSION.fullmatch(typed)
    number, extension = (extended[1], f" l. {extended[2]}") if extended else (typed, "")
    parts = [_digits(part) for part in number.split("/")]
    if len(parts) == 2 and all(len(digits) >= 9 for digits in parts):
        return ", ".join(map(_phone, number.split("/"))) + extension
    digits = "".join(parts)
    if not NUMBER.fullmatch(number) or not FEWEST <= len(digits.lstrip("+")) <= MOST:
        raise ValueError("not_a_phone")
    grouped = GROUPED.fullmatch(digits)
    shown = " ".join(filter(None, grouped.groups())) if grouped else " ".join(number.split())
    return shown + extension


def _digits(number: str) -> str:
    """The digits alone; the code of a country may be written with + or with 00."""
    bare = re.sub(r"[^0-9+]", "", number)
    return re.sub(r"^00(?=[0-9]{9})", "+", bare)


Phone = Annotated[Word, AfterValidator(normal_phones)]
