"""Who is to do something: behind a mark such as `Zodpovídá:`, or named beside the task."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from app.minutes.parsing.names import Name, bare_words, name_in
from app.minutes.parsing.source import Found, Source

OWNER = re.compile(
    r"(?:(?<=\s)|(?<=[(,;.|\[-])|^)(?:(?:zodpovi?e?d\w*|odpovida|odpoved(?:na|ny) osob\w|"
    r"odpovednost|zodp\.?|odp\.?|resitel(?:ka)?|realizuje|zajisti|garant|nositel|"
    r"vlastnik ukolu|splni|ma na starosti|z|o) ?:|"
    r"(?:zodpovida|zodp\.|zodpovedn[ya]|odpovida za splneni|odpovedn[ya]) )\s*"
)
OWNER_END = re.compile(
    r"[;\n|\t)\]]|,? ?(?<=[\s,;(])(?:termin\w*|t ?:|do (?=\d|konce|pristi)|deadline|lhuta|"
    r"nejpozdeji|splnit)|\.\s+(?=[^\W\d_]{4})|\s[-–—]\s|,\s(?=\d)|"
    r"\.$"
)
WILL_DO = re.compile(
    r"\s+(?:do \d{1,2}\. ?\d{1,2}\.(?: ?\d{4})?,?\s+)?(?:(?:si|se|nam|vsem|clenum|"
    r"jim)\s+)?(?:zajisti|prihlasi|zasle|posle|pripravi|zpracuje|predlozi|oslovi|doplni|proveri|zjisti|"
    r"svola|rozesle|vypracuje|aktualizuje|"
    r"kontaktuje|doda|overi|navrhne|sepise|domluvi|objedna|vyridi|zverejni|vyhotovi|odesle|"
    r"poskytne|zorganizuje|usporada|provede|sestavi|"
    r"upravi|shromazdi|sdeli|preda|pozve|obvola|vytvori|napise|nakoupi|koupi|zaridi|dohodne|"
    r"projedna|prinese|vyzada|podklad\w+ doda|dojedna|"
    r"zkontroluje|zapracuje|zanese|vyplni|vytiskne|prelozi|zapujci|pujci|zavola|spoji se|"
    r"informuje|seznami|predstavi|udela|postara se)\b"
)


class People(NamedTuple):
    """Names of those who are named in the minutes, by their words and by surname where only one has it."""

    by_words: dict[tuple[str, ...], str]
    by_surname: dict[str, str]


def people_named(names: Iterable[str], folded: Iterable[str]) -> People:
    by_words: dict[tuple[str, ...], str] = {}
    surnames: dict[str, list[str]] = {}
    for name, plain in zip(names, folded, strict=True):
        words = bare_words(plain)
        if words:
            by_words[tuple(words)] = name
            surnames.setdefault(words[-1], []).append(name)
    return People(by_words, {word: several[0] for word, several in surnames.items() if len(several) == 1})


def owner_at(source: Source, start: int, end: int) -> Found | None:
    stop = OWNER_END.search(source.folded, start, end)
    while stop and stop[0].startswith(".") and _is_short_word(source, start, stop.start()):
        stop = OWNER_END.search(source.folded, stop.start() + 1, end)
    found = source.found(start, stop.start() if stop else end, strip=",;:-–—(*_")
    if found is None or len(found.value) > 100 or not re.search(r"[^\W\d_]{2}", found.value):
        return None
    if found.value.endswith(".") and not re.search(r"\b\w{1,4}\.$", found.value):
        return source.found(found.start, found.end - 1)
    return found


def _is_short_word(source: Source, start: int, at: int) -> bool:
    """A full stop of a title or of an initial."""
    word = re.search(r"\w+$", source.folded[start:at])
    return word is not None and (
        len(word[0]) < 2
        or word[0] in ("mgr", "ing", "bc", "mudr", "phdr", "judr", "dr", "doc", "prof", "rndr")
    )


def _known(people: People, words: list[str]) -> str | None:
    if not words:
        return None
    if tuple(words) in people.by_words:
        return people.by_words[tuple(words)]
    if len(words) == 1:
        return people.by_surname.get(words[0])
    if len(words) == 2 and len(words[0]) == 1:
        return people.by_surname.get(words[1])
    return None


def _named(source: Source, name: Name | None, people: People) -> Found | None:
    """A name that is certain, or that of somebody in the lists of people."""
    if name is None:
        return None
    words = bare_words(source.folded[name.found.start : name.found.end])
    return name.found if name.surely == 3 or _known(people, words) else None


def leading_owner(source: Source, start: int, end: int, people: People) -> tuple[Found, int] | None:
    """`Jan Novák: zaslat podklady` or `Nováková – plakát`."""
    lead = re.compile(r"\s*([^:\n–—]{3,60}?)(?::| [-–—]) ").match(source.text, start, end)
    if lead is None:
        return None
    found = _named(source, name_in(source, lead.start(1), lead.end(1)), people)
    if found is None or (
        source.text[found.end : lead.end(1)].strip(" .,)") and "(" not in source.text[found.end : lead.end(1)]
    ):
        return None
    return (found, lead.end()) if source.text[lead.end() : end].strip() else None


def trailing_owner(source: Source, start: int, end: int, people: People) -> Found | None:
    """`Připravit plakát – Jana Nová` or `(Nová)`."""
    tail = re.compile(r".*(?:\s[-–—]\s|\()(?P<who>[^()–—\n]{3,50})\)?[.\s,;]*$", re.DOTALL).match(
        source.text, max(start, end - 200), end
    )
    if tail is None:
        return None
    found = _named(source, name_in(source, tail.start("who"), tail.end("who")), people)
    return found if found and not source.text[found.end : tail.end("who")].strip(" .,") else None


def doer(source: Source, start: int, end: int, people: People) -> Found | None:
    """`Jana Nová zašle zápis`: somebody in the lists of people, with a verb of doing behind the name."""
    first = re.compile(r"[\s\-–*]*(?:[^:\n.,]{2,40}:\s+)?").match(source.text, start, end)
    at = first.end() if first else start
    name = name_in(source, at, min(end, at + 80))
    if name is None:
        return None
    found = _named(source, name, people)
    if found is None or found.start - at > 8:
        return None
    return found if WILL_DO.match(source.folded, found.end, end) else None
