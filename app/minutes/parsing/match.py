"""Which person of the directory a name in minutes may mean, with a score. It proposes and adds no one."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from app.minutes.parsing.names import bare_words
from app.minutes.parsing.source import fold_each

LEAST = 0.8


class Spelling(NamedTuple):
    """A way to write the name of a person: their name, or an alias."""

    person_id: int
    name: str


class Match(NamedTuple):
    person_id: int
    score: float


class Directory:
    """The spellings of the people of one partnership."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        self.known = [(one.person_id, tuple(bare_words(fold_each(one.name)))) for one in spellings]
        self.by_surname: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for person_id, words in self.known:
            if words:
                self.by_surname.setdefault(words[-1], []).append((person_id, words))
        self.kept: dict[tuple[str, ...], Match | None] = {}

    def match(self, name: str) -> Match | None:
        """1 for the same words in any order, less for a letter that differs or a surname alone.

        None when two people match equally well.
        """
        words = tuple(bare_words(fold_each(name)))
        if words not in self.kept:
            self.kept[words] = self._match(words) if words else None
        return self.kept[words]

    def _match(self, words: tuple[str, ...]) -> Match | None:
        if len(words) == 1:
            people = {person_id for person_id, _ in self.by_surname.get(words[0], [])}
            if len(people) == 1:
                return Match(people.pop(), 0.85)
            return None
        best: dict[int, float] = {}
        for person_id, known in self.known:
            score = _score(words, known)
            if score >= LEAST:
                best[person_id] = max(score, best.get(person_id, 0))
        ranked = sorted(best.items(), key=lambda one: -one[1])
        if not ranked or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
            return None
        return Match(*ranked[0])


def _score(words: Sequence[str], known: Sequence[str]) -> float:
    if sorted(words) == sorted(known):
        return 1.0
    if len(words) != len(known) or len(words) < 2:
        return 0.0
    pairs = min(
        (list(zip(words, known, strict=True)), list(zip(words, reversed(known), strict=True))),
        key=lambda several: -sum(_near(*pair) for pair in several),
    )
    scores = [_near(*pair) for pair in pairs]
    return (
        round(min(scores) * 0.6 + sum(scores) / len(scores) * 0.4, 2) if min(scores) >= LEAST - 0.05 else 0.0
    )


def _near(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if 1 in (len(one), len(other)):
        return 0.9 if one[0] == other[0] else 0.0
    if one[0] != other[0] or abs(len(one) - len(other)) > 2:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
