"""Passwords: strength, the slow hash and its check. Call these before the write lock is taken.

A password is hashed in its NFKC form (NIST SP 800-63B): one keyboard sends `é` as one character, another as a
letter and a mark. Hashes from before that are of the password as it was typed.
"""

import csv
import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pwdlib import PasswordHash
from zxcvbn import zxcvbn

from app.core.errors import Invalid
from app.core.text import fold
from app.territories.service import REFERENCE

SHORTEST = 10
LEAST_SCORE = 2
"""Of zxcvbn, from 0 to 4: below it a password falls to at most a million guesses."""
MOST_SCORED = 72
"""Characters. zxcvbn needs a second for the worst of them; a longer password is as good as its start."""
LOOKALIKES = str.maketrans("013457@$!|", "oieastasil")
COMMON_WORDS = Path(__file__).parent / "common_words.txt"

_scoring = threading.Lock()
"""zxcvbn keeps the words of a call in a dictionary that all threads share."""


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _hash_of_no_user() -> str:
    return hash_password("a password that no user has")


class Verified(NamedTuple):
    """Whether a password is right; `new_hash` when the stored one is of the password as it was typed."""

    right: bool
    new_hash: str | None = None


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Argon2id; about 50 ms and 64 MB by intention."""
    return str(_hasher().hash(_normal(password)))


def verify_password(password: str, stored: str | None) -> Verified:
    """Takes the same time without a stored hash, so that the time does not reveal who has a login."""
    known = stored or _hash_of_no_user()
    right = bool(_hasher().verify(_normal(password), known))
    as_typed = not right and password != _normal(password) and bool(_hasher().verify(password, known))
    if stored is None:
        return Verified(False)
    return Verified(right or as_typed, hash_password(password) if as_typed else None)


def check_strength(password: str, *own: str, pointer: str = "#/password") -> None:
    """Refuse what is short or easily guessed; `own` are the user's name and address.

    No rules about kinds of characters: they make passwords worse (NIST SP 800-63B).
    """
    normal = _normal(password)
    if len(normal) < SHORTEST or _score(normal[:MOST_SCORED], own) < LEAST_SCORE:
        raise Invalid(pointer, "weak_password")


def _score(password: str, own: Iterable[str]) -> int:
    """The lowest score of the password, of its letters without accents, and of these run together.

    zxcvbn takes the order of the words for their frequency, so it is given those in question only.
    """
    plain = fold(password)
    joined = re.sub(r"[\s._-]", "", plain)
    written = " ".join((plain, joined, plain.translate(LOOKALIKES), plain[::-1]))
    words = [word for word in (*_parts(own), *_known_words()) if word in written]
    with _scoring:
        scores = [int(zxcvbn(one, words)["score"]) for one in {password, plain, joined} - {""}]
    return min(scores, default=0)


@cache
def _known_words() -> tuple[str, ...]:
    """Czech words of many passwords and names of territories, in small letters without accents."""
    with REFERENCE.open(encoding="utf-8", newline="") as lines:
        places = [line["name"] for line in csv.DictReader(lines)]
    return (*COMMON_WORDS.read_text(encoding="utf-8").split(), *dict.fromkeys(_parts(places)))


def _parts(texts: Iterable[str]) -> list[str]:
    """Each text as it is, without spaces, up to its @, and its single words of three letters or more."""
    found: list[str] = []
    for text in map(fold, texts):
        words = re.findall(r"[a-z]{3,}", text)
        found += [text, text.replace(" ", ""), text.partition("@")[0], *words]
    return [word for word in found if word]
