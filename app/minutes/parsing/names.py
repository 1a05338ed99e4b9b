"""Names of people as they stand in minutes: with titles, surnames alone, with a role or an organisation."""

import itertools
import re
from pathlib import Path
from typing import NamedTuple

from app.minutes.parsing.source import Found, Source

GIVEN = frozenset((Path(__file__).parent / "given_names.txt").read_text("ascii").split())
"""Common first names, folded. A word that is none may be a first name all the same."""
LIKE_A_BODY = {"Ráďa": "radim"}
"""Without accents it reads like `rada`."""
TITLES = (
    r"(?:bca?|dis|mga|mgr|ing|arch|art|judr|mudr|mddr|mvdr|phdr|paeddr|rndr|pharmdr|thdr|thmgr|"
    r"rsdr|dr|doc|prof|et|plk|pplk|mjr|kpt|npor|por|"
    r"str|nprap|pprap|prap|nstrzm|pplk|p|mons)"
)
TITLE_WORDS = frozenset(re.sub(r"[^a-z|]", "", TITLES.replace("bca?", "bc|bca")).split("|"))
TITLES_AFTER = frozenset(
    ["phd", "csc", "drsc", "dis", "mba", "llm", "msc", "ma", "thd", "thlic", "mpa", "bba", "ba"]
)
HONORIFICS = frozenset(["p", "pr", "pi", "pan", "pani", "sl", "slecna", "kolega", "kolegyne"])
HONOURED = re.compile(r"(?<![^\W\d_])(?:p\.|pi|pan[ui]?|pani|sl\.) ?$")
PARTICLES = frozenset(["von", "van", "de", "da", "la", "del", "ze"])
ROLE = re.compile(
    r"(?:(?:misto)?starost(?:a|ka)|reditel(?:ka)?|tajemni(?:k|ce)|predsed(?:a|kyne)|"
    r"koordinator(?:ka)?|vedouci|"
    r"manazer(?:ka)?|metodi(?:k|cka)|ucitel(?:ka)?|farar(?:ka)?|straznik|strazmistr|jednatel(?:ka)?|"
    r"lekar(?:ka)?|"
    r"psycholo(?:g|zka)|pracovnice|hospodar(?:ka)?|zastupitel(?:ka)?|radni|knihovnice|kurator(?:ka)?)$"
)
NOMINATIVE = re.compile(r"(?:ová|ská|cká|ý|í|[bcčdďfghjklmnňpqrřsštťvwxzž])$(?<!ic)(?<!ice)")
"""Surnames of one who stands alone; a town or an organisation is in another case there."""
ORGANISATION = re.compile(
    r"(?:mest(?:o|a|sky|ska|ske|sky)|obec|obce|obecni|urad\w*|charit\w*|diakoni\w*|centrum|"
    r"centra|odbor\w*|oddeleni|spol\w{1,4}|nadac\w*|nadej\w*|ustav\w*|skol\w*|"
    r"zs|ms|policie|pcr|mp|kraj\w*|magistrat\w*|socialni\w*|sluzb\w*|domov\w*|dum|oblastni|"
    r"romodrom|armada|spasy|fond\w*|unie|asociace|svaz\w*|"
    r"farnost\w*|sbor|hasic\w*|nemocnic\w*|knihovn\w*|muzeum|agentur\w*|rada|rady|komis\w*|"
    r"zastupitel\w*|skupin\w*|vybor\w*|zapis\w*|program\w*|"
    r"jednani|usneseni|cesk\w{1,2}|republik\w*|ministerstv\w*|probacni|poradn\w*|klub\w*|"
    r"sdruzeni|sokol|liga|projekt\w*|region\w*|mas|ops|zs|zu|sro|as|"
    r"za|clovek|tisni|krizov\w*|azylov\w*|nizkoprah\w*|terenni|rodin\w*|pracovni\w*|"
    r"mikroregion\w*|sekretariat|reditel\w*|starost\w*|mistostarost\w*|"
    r"predsed\w*|tajemni\w*|vedouc\w*|koordinator\w*|radni|namest\w*|manazer\w*|metodik\w*|"
    r"host\w*|clen\w*|pritom\w*|omluv\w*|viz|listin\w*|nedoraz\w*|nepris\w*|dostavil\w*|dorazil\w*|"
    r"zucastnil\w*|chybel\w*|prisel|prisl[aiy]|"
    r"prezencni|dle|vsichni|nikdo|nebyl\w*|zadn\w*|zastup\w*|verejnost|obcan\w*|uvod|diskuse|"
    r"ruzne|zaver|kontrola|informace|jmeno|prijmeni|podpis|"
    r"organizace|instituce|funkce|ucast\w*|poznamka|dalsi|ostatni|celkem|pocet|ano|ne)$"
)
WORD = re.compile(r"[^\W\d_]+(?:['’\-‑–][^\W\d_]+)*\.?(?:(?<=\.)(?:[^\W\d_]{1,2}\.)+)?")


class Name(NamedTuple):
    """A name found in a part of a list, and how certain it is.

    `surely`: 3 with a first name that is known or a title, 2 of two words, 1 of one word.
    """

    found: Found
    surely: int


class Word(NamedTuple):
    text: str
    plain: str
    start: int
    end: int


def name_in(source: Source, start: int, end: int) -> Name | None:
    """The name at the beginning of a part of a list; roles in front of it are passed over."""
    words = [
        Word(one[0], _plain(source, one), one.start(), one.end())
        for one in WORD.finditer(source.text, start, min(end, start + 300))
    ]
    at = 0
    while at < len(words):
        found = _name_from(source, words, at + _town_before(words, at))
        if found and (at == 0 or found.surely == 3):
            return found
        if found and (
            is_honoured(source, found) or (found.surely == 1 and _is_behind_role(words[at - 1], found))
        ):
            return found._replace(surely=3)
        if source.text[words[at].end : words[at].end + 1] == "(":
            return None
        if not _may_precede(words[at]):
            return None
        at += 1
    return None


def _plain(source: Source, word: re.Match[str]) -> str:
    return LIKE_A_BODY.get(word[0]) or source.folded[word.start() : word.end()].replace(".", "")


def _town_before(words: list[Word], at: int) -> bool:
    """`starosta Husince Ivan Pešl`: behind a role, a word in front of a first name and a surname."""
    if at == 0 or at + 2 >= len(words) or not words[at - 1].text.islower():
        return False
    role, (town, given, surname) = words[at - 1], words[at : at + 3]
    return (
        ORGANISATION.match(role.plain) is not None
        and town.plain not in GIVEN
        and not _is_title(town)
        and (given.plain in GIVEN or _is_title(given))
        and town.text.istitle()
        and surname.text.istitle()
    )


def _is_behind_role(role: Word, name: Name) -> bool:
    """`ředitel Novák`, `sestra Lipová`, but not `starosta Kolína` or `ředitelka Lípy`."""
    if not role.text.islower():
        return False
    surname = name.found.value
    return surname.endswith("ová") or bool(ROLE.match(role.plain) and NOMINATIVE.search(surname))


def _may_precede(word: Word) -> bool:
    """A role or an honorific in front of a name, such as `starosta` or `vedoucí OSV`."""
    return not word.text[0].isupper() or word.text.isupper() or ORGANISATION.match(word.plain) is not None


def _name_from(source: Source, words: list[Word], at: int) -> Name | None:
    first, honoured, titled = at, False, False
    while (
        at < len(words)
        and words[at].plain in HONORIFICS
        and (words[at].text in ("p.", "př.") or words[at].plain not in ("p", "pr"))
    ):
        at, first, honoured = at + 1, at + 1, True
    while at < len(words) and _is_title(words[at]):
        at, titled = at + 1, True
    names: list[Word] = []
    while (
        at < len(words)
        and len(names) < 4
        and (_is_name_word(words[at]) or _is_surname(names, words[at], titled=titled))
    ):
        if names and not _beside(source, names[-1], words[at]):
            break
        names.append(words[at])
        at += 1
    whole = [word for word in names if len(word.plain) > 1]
    if not whole or not _beside_titles(source, words[first:at]):
        return None
    if names[-1].text.endswith(".") and len(names[-1].plain) > 1:
        names[-1] = names[-1]._replace(end=names[-1].end - 1)
    plain = [word.plain for word in names]
    end = names[-1].end
    end = _titles_after(source, words, at, end)
    known = any(one in GIVEN for one in plain) and len(names) > 1
    initial = len(names) > len(whole)
    surely = 3 if titled or known or (initial and len(whole) == 1) else 2 if len(names) > 1 or honoured else 1
    if surely < 3 and len(names) == 1 and plain[0] in GIVEN and honoured:
        surely = 2
    found = source.found(words[first].start, end, strip=",;")
    return Name(found, surely) if found else None


def _is_title(word: Word) -> bool:
    if word.plain in ("et", "p", "por", "dr", "arch", "art", "prof", "doc", "mons", "plk", "kpt"):
        return word.text.endswith(".") or word.plain in ("et", "dr")
    return word.plain in TITLE_WORDS and len(word.plain) > 1


def _is_surname(names: list[Word], word: Word, *, titled: bool) -> bool:
    """`Vojtěch Rada`, `Mgr. Křížová`: behind a first name or a title also what elsewhere is no name."""
    expected = titled if not names else len(names) == 1 and names[0].plain in GIVEN
    return expected and word.text.istitle() and len(word.plain) > 2


def _is_name_word(word: Word) -> bool:
    if word.plain in PARTICLES and word.text.islower():
        return True
    if not word.text[0].isupper() or ORGANISATION.match(word.plain) or word.plain in TITLES_AFTER:
        return False
    if len(word.plain) == 1:
        return word.text.endswith(".")
    parts = re.split(r"['’\-‑–]", word.text.rstrip("."))
    if all(part.isupper() for part in parts):
        return len(word.plain) > 3 or (len(word.plain) == 3 and word.plain in GIVEN)
    return all(part[:1].isupper() and part[1:].islower() for part in parts if len(part) > 1)


def _beside(source: Source, one: Word, other: Word) -> bool:
    return (
        source.text[one.end : other.start].strip(" \u00a0\t\r\n") == ""
        and "\t" not in source.text[one.end : other.start]
    )


def _beside_titles(source: Source, words: list[Word]) -> bool:
    return all(
        source.text[one.end : other.start].strip(" \u00a0,\n\r") == ""
        for one, other in itertools.pairwise(words)
    )


def _titles_after(source: Source, words: list[Word], at: int, end: int) -> int:
    """Behind `Ph.D.`, with or without a comma in front of it."""
    while (
        at < len(words)
        and words[at].plain in TITLES_AFTER
        and source.text[end : words[at].start].strip() in ("", ",")
    ):
        end = words[at].end
        at += 1
    return end


def bare_words(folded: str) -> list[str]:
    """The words of a folded name without titles and honorifics."""
    words = [one[0].replace(".", "") for one in WORD.finditer(folded)]
    return [word for word in words if word not in TITLE_WORDS | TITLES_AFTER | HONORIFICS]


def is_honoured(source: Source, name: Name) -> bool:
    """Behind `p.`, `pan` or `paní`."""
    return HONOURED.search(source.folded, max(0, name.found.start - 7), name.found.start) is not None
