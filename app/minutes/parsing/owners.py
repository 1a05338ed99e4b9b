"""Who is to do something: behind a mark such as `Zodpovídá:`, or named beside the task."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.minutes.parsing.names import GIVEN, HONORIFICS, TITLE_WORDS, Name, bare_words, is_honoured, name_in
from app.minutes.parsing.source import MONTH_WORDS, Found, Source, fold_each

OWNER = re.compile(
    r"(?:(?<=\s)|(?<=[(,;.|\[-])|^)(?:(?:zodpovi?e?d\w*|odpovida|odpoved(?:na|ny) osob\w|"
    r"odpovednost|zodp\.?|odp\.?|resitel(?:ka)?|realizuje|provede|zajisti|garant|nositel|"
    r"vlastnik ukolu|splni|ma na starosti|kdo|z|o) ?:|"
    r"(?:zodpovida|zodp\.|zodpovedn[ya]|odpovida za splneni|odpovedn[ya]) )\s*"
)
OWNER_END = re.compile(
    r"[;\n|\t)\]]|,? ?(?<=[\s,;(])(?:termin\w*|t ?:|do (?=\d|konce|pristi)|do ?:|deadline|lhuta|"
    r"nejpozdeji|splnit)|\.\s+(?=[^\W\d_]{4})|\s[-–—]\s|,\s(?=\d)|"
    r"\.$"
)
DOES = (Path(__file__).parent / "doing_verbs.txt").read_text("ascii").split()
"""Verbs of doing in the third person, folded."""


def _plural(verb: str) -> str:
    """Of `pošle` and `zpracuje`; the others have one form, or only an ending more."""
    if verb.endswith("uje"):
        return verb[:-1] + "i"
    return f"{verb[:-1]}(?:ou|i)" if verb.endswith("e") else f"{verb}(?:ji)?"


VERBS = rf"(?:{'|'.join(DOES)})"
SEVERAL_DO = rf"(?:{'|'.join(map(_plural, DOES))})"
BETWEEN = (
    r"\s+(?:(?:slibil|prislibil|se nabidl|se hlasi)[aoiy]?,? (?:ze )?)?"
    rf"(?:(?:nejpozdeji )?do (?:konce )?(?:\d{{1,2}}\. ?)?(?:\d{{1,2}}\.|{MONTH_WORDS})(?: ?\d{{4}})?,?\s+)?"
    r"(?:(?:si|se|nam|vsem|clenum|jim|ho|ji|je|to)\s+)?"
)
WORDS_BETWEEN = re.compile(BETWEEN)
STATES = (
    r"(?:je|jsou|má|mají|není|nemá|chce|může|pracuje|trvá|platí|žádá|navrhuje|doporučuje|upozorňuje|"
    r"uvádí|říká|"
    r"zůstává|pokračuje|čeká|předpokládá|plánuje|nastupuje|odchází|končí|začíná|nastoupí|odejde|"
    r"vedoucí|radní|účetní|pokladní|ředitelka|"
    r"sociální|hlavní|tajemnice|předsedkyně|souhlasí|nesouhlasí|bere)\b"
)
ANY_VERB = re.compile(rf"(?!{STATES})[a-zá-ž]{{2,}}(?:í|á|e|ou|ají)(?![\w.])")
"""`Jana Nová navštíví rodiny do 15. 8.`: behind a name and in front of a day, in the present or future."""
OTHER_VERBS = (
    r"podklad\w+ doda|spoji se|informuje|seznami|predstavi|udela|postara se|vezme(?: si)? na starost|ujme se"
)
ONE_WILL_DO = re.compile(rf"{BETWEEN}(?:{VERBS}|{OTHER_VERBS})\b")
WILL_DO = re.compile(rf"{BETWEEN}(?:{VERBS}|{SEVERAL_DO}|{OTHER_VERBS})\b")
ANOTHER_DOES = re.compile(
    r"(?:(?:,|;| a) |\s\((?=[^()]{1,200}\bdo \d[^()]{0,40}\)))"
    rf"(?P<who>(?:\w{{1,5}}\. ?){{0,2}}[^\W\d_]{{2,}}(?: [^\W\d_]{{2,}})?){WILL_DO.pattern}"
)
"""`…, Jan Malý zveřejní výzvu`: somebody does another part."""
WILL_BE_DONE = re.compile(rf"(?:^|[\s(])(?:{VERBS}|{SEVERAL_DO})\s+(?=\S)")
"""In front of a name, as in `Hudbu zajistí Jan Novák`."""
AFTER_DOER = re.compile(
    r"[^,;:]*(?:,? ?(?:hotovo (?:bude )?)?(?:nejpozdeji|do|termin|t ?:)\b.*)?[\W_]*$", re.DOTALL
)
"""Behind such a name comes no second one with another task."""
OFFICE = (
    r"(?:(?:misto)?starost(?:a|ka)|tajemni(?:k|ce)|koordinator(?:ka)?|moderator(?:ka)?|predsed(?:a|kyne)|"
    r"manazer(?:ka)?|reditel(?:ka)?|vedouci|jednatel(?:ka)?|konzultant(?:ka)?|garant(?:ka)?|metodi(?:k|cka)|"
    r"zapisovatel(?:ka)?|hospodar(?:ka)?|ucetni|kancelar|sekretariat|odbor|oddeleni|"
    r"mesto|obec|vybor|komise|mas|ospod|me?u|ou|up|zs|charita|nno|vedeni)"
)
"""Who may do something without a name."""
WHAT_OFFICE = (
    r"(?:(?:hlavni|odborn[ya]|projektov[ya]|lokalni|mistni|financni|vykonn[ya]|"
    r"krajsk[yae]|obecni|mestsk[ya]) )?"
)
FOR_OFFICE = re.compile(
    r"(?:(?:misto)?starost|tajemni|koordinator|predsed|manazer|reditel|vedouci|garant|metodi|odbor|"
    r"clen)\w{0,4}\b"
)
"""Of whom a task is said in another case: `Úkol pro tajemnici`."""
EVERYBODY = r"(?:vsichni|vsechny|kazdy|clenove|poskytovatele|partneri)"
HOLDER = re.compile(rf"(?:{OFFICE}|{EVERYBODY})\b")
OFFICE_DOES = re.compile(
    rf"[\W_]*(?:[^:\n]{{2,60}}? - )?(?P<who>{WHAT_OFFICE}{OFFICE}(?: [^\s,;:.()]+){{0,4}}?)"
    rf"{ONE_WILL_DO.pattern}"
)
SOMEBODY_DOES = re.compile(rf"[\W_]*(?P<who>[^\s,;:.()]+(?: [^\s,;:.()]+){{0,3}}?){ONE_WILL_DO.pattern}")
CAPITALS = re.compile(
    r"[\W_]*(?:[^:\n]{2,60}?(?: [-–]|:) )?(?P<who>[A-ZÁ-Ž][a-zá-ž]+ová|"
    r"[A-ZÁ-Ž][^\W\d_]+(?: [A-ZÁ-Ž][^\W\d_]+){1,3})(?=\s)"
)
"""`Tran Van Minh` or `Diakonie Broumov` in front of a verb of doing."""
DONE_BY_OFFICE = re.compile(rf"{WILL_BE_DONE.pattern}(?P<who>{OFFICE})\b")
VERB_FORM = r"[^\W\d_]{2,}(?:[aiy]t|(?<!c)et|ist|ezt|out|est|ct)\b"
INFINITIVE = re.compile(rf"[\W_]*(?:znovu |dale |take )?{VERB_FORM}")


LEAD = re.compile(r"\s*([^:\n–—]{2,60}?)(?::| [-–—]) ")
SEPARATOR = re.compile(r",(?=\s+[A-ZÁ-Ž])| a | i | ?[+&] ?|/")
AND = re.compile(r"(?:\s?\([^()\n]{1,60}\))?(?:, (?:a )?(?=[A-ZÁ-Ž])| (?:a|i|[+&]) |/)")
IN_BRACKETS = re.compile(r"\s?\([^()\n]{1,60}\)")
TAIL = re.compile(r".*(?:\s[-–—]\s|\()(?P<who>[^()–—\n]{3,50})\)?[.\s,;]*$", re.DOTALL)


HONORIFIC = re.compile(
    r"\s*(?:p\.|pr\.|pi|pan|pani|sl\.) ?(?=\w)(?<!pan)(?<!pi)(?<!pani)|\s*(?:pan|"
    r"pani|pi) (?=\w)"
)
BEHIND_NAME = re.compile(r" ?(?:[(,\t|]| [-–—]) ?([^\n,;()|\t]{2,40}?)[ .]*(?=[\n,;)|\t]|$)")


ANOTHER_CASE = re.compile(r"(?:ovi|ové|ou|em|ého|ému|ým)$")
"""`pošle Mgr. Zbořilovi`: to whom."""
FIRST_WORD = re.compile(r"[\s\-–*]*(?P<who>[A-ZÁ-Ž]{3,}) (?=[A-ZÁ-Ž]{3})")


class People(NamedTuple):
    """Names of those who are named in the minutes, by their words and by one of them where only one has it.

    `organisations`: what stands behind the names, folded.
    """

    by_words: dict[tuple[str, ...], str]
    by_word: dict[str, str]
    organisations: frozenset[str]


def people_named(source: Source, named: list[Found]) -> People:
    by_words: dict[tuple[str, ...], str] = {}
    single: dict[str, dict[tuple[str, ...], str]] = {}
    organisations: set[str] = set()
    for one in named:
        words = bare_words(source.folded[one.start : one.end])
        if words and not _is_known_by_initial(words, by_words):
            by_words[tuple(words)] = one.value
            for word in {words[0], words[-1]}:
                single.setdefault(word, {})[tuple(words)] = one.value
        behind = BEHIND_NAME.match(source.folded, one.end)
        if behind:
            organisations.add(" ".join(behind[1].split()))
    by_word = {word: next(iter(several.values())) for word, several in single.items() if len(several) == 1}
    firms = {one for one in organisations if tuple(bare_words(one)) not in by_words}
    return People(by_words, by_word, frozenset(firms))


def _is_known_by_initial(words: list[str], known: dict[tuple[str, ...], str]) -> bool:
    """`Honza K.` of `Honza Krupička`."""
    if len(words) != 2 or len(words[1]) != 1:
        return False
    return any(one[0] == words[0] and one[-1].startswith(words[1]) for one in known)


def owner_at(source: Source, start: int, end: int) -> Found | None:
    stop = OWNER_END.search(source.folded, start, end)
    while stop and stop[0].startswith(".") and _is_short_word(source, start, stop.start()):
        stop = OWNER_END.search(source.folded, stop.start() + 1, end)
    honoured = HONORIFIC.match(source.folded, start, end)
    start = honoured.end() if honoured else start
    found = source.found(start, stop.start() if stop else end, strip=",;:-–—(*_")
    if found is None or len(found.value) > 100 or not re.search(r"[^\W\d_]{2}", found.value):
        return None
    if found.value.endswith(".") and not re.search(r"\b\w{1,4}\.$", found.value):
        return source.found(found.start, found.end - 1)
    return found


def _is_short_word(source: Source, start: int, at: int) -> bool:
    """A full stop of a title or of an initial."""
    word = re.search(r"\w+$", source.folded[start:at])
    return word is not None and (len(word[0]) < 2 or word[0] in TITLE_WORDS)


def _known(people: People, words: list[str]) -> str | None:
    if not words:
        return None
    if tuple(words) in people.by_words:
        return people.by_words[tuple(words)]
    if len(words) == 1:
        return people.by_word.get(words[0])
    if len(words) == 2 and len(words[0]) == 1:
        return people.by_word.get(words[1])
    return None


def _named(source: Source, name: Name | None, people: People) -> Found | None:
    """A name that is certain or behind `paní`, or that of somebody in the lists of people."""
    if name is None:
        return None
    words = bare_words(source.folded[name.found.start : name.found.end])
    certain = name.surely == 3 or is_honoured(source, name)
    return name.found if certain or _known(people, words) else None


def leading_owner(
    source: Source, start: int, end: int, people: People, *, listed: bool
) -> tuple[Found, int] | None:
    """`Jan Novák: zaslat podklady` or `Nováková – plakát`; outside `Úkoly` only with an infinitive."""
    lead = LEAD.match(source.text, start, end)
    if lead is None or not source.text[lead.end() : end].strip():
        return None
    if not listed and not INFINITIVE.match(source.folded, lead.end(), end):
        return None
    found = holder_at(source, *lead.span(1), people) or _together(source, *lead.span(1), people)
    if found is None or (
        source.text[found.end : lead.end(1)].strip(" .,)") and "(" not in source.text[found.end : lead.end(1)]
    ):
        return None
    return found, lead.end()


def trailing_owner(source: Source, start: int, end: int, people: People) -> tuple[Found, int] | None:
    """`Připravit plakát – Jana Nová`, `(Nová)` or `– zajistí Nová`, with the place where that begins."""
    while end > start and source.text[end - 1] in " -–—,;(":
        end -= 1
    tail = TAIL.match(source.text, max(start, end - 200), end)
    if tail is None:
        return None
    begin, stop = tail.span("who")
    found = owner_of_cell(source, begin, stop, people)
    return (found, begin) if found else None


def owner_of_cell(source: Source, start: int, end: int, people: People) -> Found | None:
    """An office, everybody or people, and nothing else."""
    return holder_at(source, start, end, people) or _several(source, start, end, people)


def _several(source: Source, start: int, end: int, people: People) -> Found | None:
    """One name or several, and nothing else."""
    names: list[Found] = []
    at = start
    for cut in [*SEPARATOR.finditer(source.text, start, end), None]:
        stop = cut.start() if cut else end
        found = _named(source, name_in(source, at, stop), people)
        if found is None or source.text[found.end : stop].strip(" .,"):
            return None
        names.append(found)
        at = cut.end() if cut else end
    return source.found(names[0].start, names[-1].end)


def holder_at(source: Source, start: int, end: int, people: People) -> Found | None:
    """All of the words there: an office, everybody, or an organisation of somebody in the lists of people."""
    found = source.found(start, end, strip=",;:-–—(*_")
    holds = found and (
        HOLDER.match(source.folded, found.start, found.end) or fold_each(found.value) in people.organisations
    )
    return found if holds and found and len(found.value.split()) <= 6 else None


def meant_at(source: Source, start: int, end: int, people: People) -> Found | None:
    """Behind `Úkol pro`."""
    office = FOR_OFFICE.match(source.folded, start, end)
    return source.found(start, end) if office else holder_at(source, start, end, people)


def office_doing(source: Source, start: int, end: int, people: People) -> Found | None:
    """`Výbor zajistí revizi`, `Shrnutí rozešle moderátor`: an office or an organisation without a name."""
    said = OFFICE_DOES.match(source.folded, start, end) or DONE_BY_OFFICE.search(source.folded, start, end)
    if said is None:
        said = SOMEBODY_DOES.match(source.folded, start, end)
        said = said if said and said["who"] in people.organisations else None
    if said is None and (named := CAPITALS.match(source.text, start, end)):
        said = named if ONE_WILL_DO.match(source.folded, named.end(), end) else None
    return source.found(*said.span("who")) if said else None


def parts_of(source: Source, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`Jana Nová napíše dopis, Petr Malý zajistí sál` in parts, each of which somebody else does.

    What stands in brackets with a day is such a part as well.
    """
    at = start
    does = WILL_DO.search(source.folded, start, end)
    for one in ANOTHER_DOES.finditer(source.folded, start, end):
        bracketed = one[0].startswith(" (")
        if source.text[one.start("who")].isupper() and (bracketed or (does and does.end() <= one.start())):
            yield at, one.start()
            at = one.start("who")
            if bracketed:
                stop = source.text.index(")", at)
                yield at, stop
                at = stop + 1
    if at < end:
        yield at, end


def done_by(source: Source, start: int, end: int, people: People) -> tuple[Found, int] | None:
    """`Hudbu zajistí Jan Novák`: a verb of doing and somebody right behind it, with the place of the verb."""
    found: list[tuple[Found, int]] = []
    for said in WILL_BE_DONE.finditer(source.folded, start, end):
        name = name_in(source, said.end(), min(end, said.end() + 60))
        if name is not None and _is_doer(source, said.end(), name, people):
            all_of_them = _together(source, name.found.start, end, people)
            found.append((all_of_them or name.found, said.start()))
    if len(found) != 1:
        return None
    one = found[0][0]
    return found[0] if AFTER_DOER.match(source.folded, one.end, min(end, one.end + 300)) else None


def _is_doer(source: Source, start: int, name: Name, people: People) -> bool:
    """Somebody in the lists or with a first name; not `u Mgr. Nové`, and no more than a word away."""
    words = bare_words(source.folded[name.found.start : name.found.end])
    between = [
        one for one in source.folded[start : name.found.start].split() if one not in ("ho", "ji", "je")
    ]
    honoured = [one for one in between if one.strip(".") in HONORIFICS]
    far = len(between) - len(honoured) > 1 or any(len(one) < 4 for one in between if one not in honoured)
    known = _known(people, words) is not None or any(word in GIVEN for word in words[:-1])
    titled = name.surely == 3 and not source.text[start : name.found.start].strip()
    known = known or (titled and not ANOTHER_CASE.search(name.found.value))
    return known and not far


def doer(source: Source, start: int, end: int, people: People, *, dated: bool = False) -> Found | None:
    """`Jana Nová zašle zápis`: somebody in the lists of people, with a verb of doing behind the name.

    `dated`: the sentence has a day until which; then any verb but those of `STATES` is one of doing.
    """
    first = re.compile(r"[\s\-–*→⇒=>]*(?:[^:\n.,]{2,40}(?::| [-–—])\s+)?").match(source.text, start, end)
    at = first.end() if first else start
    found = _together(source, at, end, people) or _first_word(source, at, end, people)
    if found is None or found.start - at > 8:
        return None
    bracket = IN_BRACKETS.match(source.text, found.end, end)
    behind = bracket.end() if bracket else found.end
    if WILL_DO.match(source.folded, behind, end):
        return found
    between = WORDS_BETWEEN.match(source.folded, behind, end) if dated else None
    return found if between and ANY_VERB.match(source.text, between.end(), end) else None


def _first_word(source: Source, start: int, end: int, people: People) -> Found | None:
    """A word that names somebody in the lists of people, where all words are in capitals."""
    word = FIRST_WORD.match(source.text, start, end)
    known = word is not None and _known(people, [source.folded[word.start("who") : word.end("who")]])
    return source.found(*word.span("who")) if word and known else None


def _together(source: Source, start: int, end: int, people: People) -> Found | None:
    """The people named from here on, as in `Jana Nová a Petr Malý`."""
    first: Found | None = None
    last: Found | None = None
    at = start
    while (found := _named(source, name_in(source, at, min(end, at + 80)), people)) is not None:
        if last is not None and len(source.folded[at : found.start].split()) > 1:
            break
        first, last = first or found, found
        joint = AND.match(source.text, found.end, end)
        if joint is None:
            break
        at = joint.end()
    return source.found(first.start, last.end) if first and last else None
