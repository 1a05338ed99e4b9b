"""Whose meeting it was: the group as the title or a label names it."""

import re

from app.minutes.parsing.people import is_team
from app.minutes.parsing.sections import Layout, content_of
from app.minutes.parsing.source import Found, Line, Source, fold_each
from app.minutes.parsing.task_tables import cells_of

HEAD = (
    r"(?:pracovni(?:ch|ho)? skupin[ay]?|ridici(?:ch|ho)? (?:pracovni )?skupin[ay]?|"
    r"koordinacni(?:ch|ho)? skupin[ay]?|skupin[ay]?|komis[ei]|vybor[u]?|"
    r"zastupitelstv[oa]|rad[ay]|\w{0,6}tym[u]?|predstavenstv[oa]|predsednictv[oa]|dozorci rad[ay]|"
    r"spravni rad[ay]|"
    r"skolsk[ae]j? rad[ay]|shromazdeni|platform[ay]|spol(?:ek|ku)|triad[ay]|"
    r"(?:lokalni|mistni)(?:ho)? partnerstvi|kolegi(?:um|a)|klubu? zastupitelu|stabu?|sdruzeni|ps|rs|rps)"
)
ADJECTIVE = (
    r"(?:(?!jednani|schuz|setkan|zasedan|porad|zapis|clen|ucast)[^\W\d_]{3,20}(?:ho|e|i|y|a|"
    r"ni|ich|ych) (?:a )?){0,4}?"
)

TITLE = re.compile(
    r"\b(?:jednani|schuz\w{1,3}|setkani\w{0,3}|zasedani|porad[ay]|hlasovani)(?: c(?:\.|"
    r"islo)? ?[\w/]{1,10})?[,:]? (?P<group>" + ADJECTIVE + HEAD + r"\b[^\n]*)"
)
OF_GROUP = re.compile(
    r"\b(?:(?:zapis|zaznam)(?: (?:z|ze)| ?[-:])|konan\w{1,3} v ramci|"
    r"sesl[aoi](?: se)?) (?P<group>(?:pracovni |ridici )?" + HEAD + r"\b[^\n]*)"
)
BARE = re.compile(r"(?:usneseni )?(?P<group>" + ADJECTIVE + HEAD + r"\b[^\n]*)$")
GROUP_END = re.compile(
    r"[,;:(]? ?\b(?:konan\w*|ktere\w*|ktera|dne|ze dne|ze? \d|v pondeli|v utery|ve stredu|ve ctvrtek|"
    r"v patek|se konal\w*|uskutecnen\w*|planovan(?:e|eho|a|ou)|"
    r"pondeli|utery|streda|ctvrtek|patek|reg|registracni|"
    r"(?:c\.|cislo) ?\d|\d{1,3}\. (?:jednani|schuz|setkani|zased|porad)|\d{1,2}/\d{1,2}/|sesl\w*|"
    r"se sesl\w*|probehl\w*|v zased\w*|od \d|za ucasti|"
    r"\d{1,2}\. ?(?:\d|led|uno|bre|dub|kve|cer|srp|zar|rij|lis|pro))|\s[-|/]\s|\s//|,? (?:at|aby|kde|"
    r"jak|jehoz|jejiz|jejimz)\b| {3}|\t|[:(]|\. ?$|"
    r"(?<!\d)\.\s(?=[a-z]{4})"
)
MINUTES = re.compile(r"\s*(?:zapis|zaznam|usneseni|jednani|schuze|setkani)\b")
"""Behind a group that stands in front: `Řídící skupina – zápis č. 4`."""
PLAINLY = re.compile(r"(?:rad|zastupitelstv|vybor|komis)\w* (?:obce|mesta|mestyse|svazku)")
CONTINUES = re.compile(
    r"[ \t]*\r?\n[ \t]*(?!kon|dne|ze |z |ve? |na |od |se |kter|dat|č|s |za )[a-zá-ž]{4,}(?:í|é|ho|ých|"
    r"ní) [^\r\n:.]{4,90}(?=[\r\n])"
)
"""`Řídicí skupiny` and below it `komunitního plánování`."""
AT_MOST = 150
LINES = 10
BEHIND_LINES = 3
BEHIND = re.compile(r"\s[-–—] (?=\S[^\n]*$)")
NUMBERED = re.compile(rf"{HEAD} (?:c\. ?)?\d{{1,2}} [-:] (?=[a-z])")
TOWN = re.compile(r"(?<!\d),\s+[A-ZÁ-Ž][a-zá-ž]+$")
"""Behind the name of a group where it meets."""
NOT_A_GROUP = re.compile(
    r"\b(?:schval\w*|projedn\w*|bere|beru|vzal\w*|souhlas\w*|uklad\w*|doporuc\w*|povinn\w*|"
    r"clenove|clenu|bude|byl\w?|je|jsou|se(?! zdravotn| specialn)|pritomn\w*|omluven\w*)\b"
)


def group_of(source: Source, layout: Layout, head: list[Line]) -> Found | None:
    """Under its label, in the title behind `jednání`, or as a line of its own in the title."""
    if labelled := _labelled(source, layout):
        return labelled
    alone = next(filter(None, (_alone(source, line) for line in head[:LINES])), None)
    single: Found | None = None
    for pattern in (TITLE, OF_GROUP):
        for line in head[:LINES]:
            said = pattern.search(source.folded, line.start, min(line.end, line.start + 500))
            stop = min(_with_next(source, line), line.start + 500)
            if said and (found := _group_text(source, said.start("group"), stop)):
                if " " in found.value:
                    return alone if alone and _is_part(found, alone) else found
                single = single or found
    if single is None and alone is None:
        return _behind_dash(source, head[:BEHIND_LINES])
    return single if single and (alone is None or alone.value.startswith(("Spolek", "Sdružení"))) else alone


def _labelled(source: Source, layout: Layout) -> Found | None:
    """Behind `Skupina:`, unless that is a list of people."""
    for section in layout.sections:
        if section.kind == "group" and (place := content_of(source, section)):
            if MINUTES.match(source.folded, *place):
                place = section.line.body, section.inline
            found = source.found(*place, strip=",;:.-–—|*_")
            if is_team(source, section):
                continue
            if found and len(found.value) <= AT_MOST:
                return found
    return None


def _is_part(one: Found, other: Found) -> bool:
    """`rady obce` of `Rada obce Dolní Lhota`."""
    plain, whole = fold_each(one.value), fold_each(other.value)
    return PLAINLY.fullmatch(plain) is not None and len(whole) > len(plain) and whole[:3] == plain[:3]


def _with_next(source: Source, line: Line) -> int:
    """The end of the line, or of one below that goes on with the name of the group."""
    below = CONTINUES.match(source.text, line.end)
    return below.end() if below else line.end


def _alone(source: Source, line: Line) -> Found | None:
    """A line or the second cell of a row that begins with the group."""
    places = [(line.body, line.end)] if line.end - line.body <= AT_MOST and not line.mark else []
    for start, end in [*places, *cells_of(source, line)[1:2]]:
        said = BARE.match(source.folded, start, end)
        found = _group_text(source, said.start("group"), end) if said else None
        if found and (" " in found.value or not found.value.islower()):
            return found
    return None


def _behind_dash(source: Source, lines: list[Line]) -> Found | None:
    """`MAS Podlesí – výběrová komise`: the organisation, and behind it the group."""
    for line in lines:
        cut = BEHIND.search(source.text, line.body, min(line.end, line.body + AT_MOST))
        said = BARE.match(source.folded, cut.end(), line.end) if cut and not line.mark else None
        if said and (found := _group_text(source, said.start("group"), line.end)):
            return found
    return None


def _group_text(source: Source, start: int, end: int) -> Found | None:
    numbered = NUMBERED.match(source.folded, start, end)
    stop = GROUP_END.search(source.folded, numbered.end() if numbered else start + 2, end)
    found = source.found(start, stop.start() if stop else end, strip=",;:-–—|*_")
    if found and (town := TOWN.search(source.text, found.start, found.end)):
        found = source.found(found.start, town.start())
    if found and not re.search(r"\b\w\.$", found.value):
        found = source.found(found.start, found.end, strip=".")
    if (
        found is None
        or len(found.value) > AT_MOST
        or NOT_A_GROUP.search(source.folded, found.start, found.end)
    ):
        return None
    return found
