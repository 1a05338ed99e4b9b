"""The rule by which two people at one event may be the same one. Only people can tell if they are.

They are alike when their names hold the same words, in any order and without the titles that people type into
them, or when they share a mailbox and their names are near: a letter differs, a first name is an initial, a
second surname is missing.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Protocol

TITLES = {
    "bc",
    "bca",
    "mga",
    "ing",
    "arch",
    "mgr",
    "dr",
    "judr",
    "mudr",
    "mddr",
    "mvdr",
    "phdr",
    "paeddr",
} | {
    *("rndr", "pharmdr", "thdr", "rsdr", "doc", "prof", "phd", "thd", "csc", "drsc", "dis", "mba", "msc"),
    *("llm", "et"),
}
"""Folded and without full stops. Titles that are names as well, such as `Ma`, are not among them."""
NEAR = 0.8
"""How much of two words has to be the same: `novakova` and `novakva` are near, `novak` is not."""


class Named(Protocol):
    """The columns of a person that are compared: see `Person`."""

    @property
    def folded_name(self) -> str: ...

    @property
    def folded_email(self) -> str: ...


@lru_cache(maxsize=2_000)
def words_of(folded_name: str) -> tuple[str, ...]:
    """The words of a folded name in alphabetical order, without titles; of nothing but titles all of them.

    Kept for a while, because each name of a list is compared with several others.
    """
    words = [word.replace(".", "") for word in folded_name.replace(",", " ").replace("-", " ").split()]
    words = sorted(filter(None, words))
    return tuple([word for word in words if word not in TITLES] or words)


def are_alike(one: Named, other: Named) -> bool:
    first, second = words_of(one.folded_name), words_of(other.folded_name)
    if first == second:
        return True
    return bool(one.folded_email) and one.folded_email == other.folded_email and are_near(first, second)


def are_near(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether each word of the shorter name, of two at least, has one of its own in the longer name."""
    shorter, longer = sorted((list(first), list(second)), key=len)
    for word in shorter:
        match = next((one for one in longer if _is_near(word, one)), None)
        if match is None:
            return False
        longer.remove(match)
    return len(shorter) > 1


def _is_near(one: str, other: str) -> bool:
    if one == other or (1 in (len(one), len(other)) and one[0] == other[0]):
        return True
    return SequenceMatcher(None, one, other).ratio() >= NEAR
