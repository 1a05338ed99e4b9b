"""Who was present, excused or a guest: the names under a label, and nothing else that stands there."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.minutes.parsing.labels import Section
from app.minutes.parsing.names import GIVEN, Name, bare_words, is_honoured, name_in
from app.minutes.parsing.owners import WILL_DO
from app.minutes.parsing.sentences import sentences_of
from app.minutes.parsing.source import Found, Line, Source, fold_each

AT_MOST = 500
SEPARATOR = re.compile(
    r"[,;\n\r\v\f\u2028|\t]|(?<=\s)(?:a|i|and)(?=\s)| {3,}|(?<![\w.])\d{1,2}[.)](?=\s)|\s[-–—]\s|: "
)
BRACKETS = re.compile(r"\([^()\n]{0,200}\)|\[[^\]\n]{0,200}\]")
TITLE_AFTER = re.compile(
    r"\s*(?:ph\.? ?d|csc|drsc|dis|mba|ll\.? ?m|msc|m\.a|th\.d|thlic|mpa|bba)\b\.?(?!\.?\s+(?!a |i )[^\W\d])"
)
NOT_PEOPLE = re.compile(
    r"\b(?:informova\w*|sdelil\w*|konstatova\w*|uvedl\w*|zahajil\w*|privital\w*|"
    r"byl\w? (?:projedn|schval|predst)\w*|probeh\w*|navrh\w*|"
    r"doslo|dojde|bude|budou|proti|zdrzel\w*|hlasov\w*|seznamil\w*|schvaluj\w*|schvalil\w*|"
    r"predstav\w*|diskut\w*|vyhodnotil\w*|predlozil\w*|popsal\w*|upozornil\w*|pozadal\w*|shrnul\w*)\b"
)
SURNAME_ENDING = re.compile(r"\w{2,}(?:ova|ska|cka|na|ina|ny|sky|cky)$")
ENDS_OPEN = re.compile(r"(?:,| a| i)$")
LABELLED = re.compile(r"([^:\t|,]{2,60}):(?=\s|$)")
WHOSE = re.compile(
    r"\b(?:meu|prace|agentur\w*|za|z|clen\w*|zastup\w*|predsed\w*|mistopredsed\w*|tajemni\w*|"
    r"starost\w*|mistostarost\w*|vedouc\w*|koordinator\w*|manazer\w*|"
    r"metodi\w*|mest\w*|obec|obce|kraj\w*|charit\w*|diakoni\w*|skol\w*|neziskov\w*|poskytovatel\w*|"
    r"zadavatel\w*|uzivatel\w*|urad\w*|"
    r"policie|ospod|magistrat\w*|verejnost|dalsi|ostatni|radni|ucastni\w*|nno|odbor\w*|organizac\w*)\b"
)
COUNTED = re.compile(
    r"\s*\d{1,2} [^\W\d_]{4,14}(?: [^\W\d_]{4,14})? ?[(:–-] ?(?P<names>[^()\n]+,[^()\n]+)\)?"
)
"""`5 členů (Jan Novák, Eva Malá)`."""
TABLE_HEAD = re.compile(r"(?:jmeno|prijmeni|clen|ucastnik|titul)\b")


class Part(NamedTuple):
    """A piece of a list between two separators; `before` is the separator in front of it."""

    start: int
    end: int
    before: str
    first: bool


def people_of(source: Source, section: Section) -> list[Found]:
    """The names of a section, as far as its list goes."""
    rows = list(_rows(source, section))
    parts = [list(_parts(source, start, end)) for start, end in rows]
    parts = _joined(source, parts, wrapped=_ends_half(source, section))
    read = [[(part, name_in(source, part.start, part.end)) for part in row] for row in parts]
    return [name.found for name in _accepted(source, read)][:AT_MOST]


def is_team(source: Source, section: Section) -> bool:
    """`Tým: Jan Novák, Eva Malá`: a label of a group with people behind it."""
    if section.kind != "group" or section.inline >= section.line.end:
        return False
    names = [name_in(source, one.start, one.end) for one in _parts(source, section.inline, section.line.end)]
    return len(names) > 1 and all(names) and any(one is not None and one.surely == 3 for one in names)


def _rows(source: Source, section: Section) -> Iterator[tuple[int, int]]:
    """The lines of the list: from the label on, to the first line that is none of it."""
    head = section.line
    seen = False
    if section.inline < head.end:
        end = head.end if section.colon else next(sentences_of(source, section.inline, head.end)).end
        counted = COUNTED.match(source.text, section.inline, end)
        yield counted.span("names") if counted else (section.inline, end)
        seen = True
        goes_on = ENDS_OPEN.search(source.folded, section.inline, end) or _ends_half(source, section)
        if not section.colon and not goes_on:
            return
    blank, first_mark = False, None
    for line in section.lines:
        if line.blank:
            blank = True
            continue
        if section.inline < head.end and line.indent <= head.indent and _is_of_its_own(source, section, line):
            return
        kind = _row_kind(source, line, line.indent > head.indent)
        if kind == "stop" or (kind == "skip" and blank and seen):
            return
        mark = line.mark if line.mark != "roman" else ""
        if blank and seen and first_mark is not None and mark != first_mark:
            return
        if blank and seen and (first_mark is None or not _goes_on_apart(source, line)):
            return
        if kind == "take":
            first_mark = mark if first_mark is None else first_mark
            seen = True
            yield (line.start if line.mark == "roman" else line.body), line.end
        blank = False


def _ends_half(source: Source, section: Section) -> bool:
    """`Omluvila se Jiřina`, and the surname on the line below."""
    said = source.folded[section.inline : section.line.end].split()
    return not section.colon and len(said) == 1 and said[0] in GIVEN


def _is_of_its_own(source: Source, section: Section, line: Line) -> bool:
    """Below names on the line of their label: an item of another list, or a label like it but `Za obce:`."""
    labelled = LABELLED.match(source.folded, line.body, line.end)
    if labelled and section.label.startswith("za ") and labelled[1].startswith("za "):
        return False
    return line.mark in ("number", "dash") or labelled is not None


def _goes_on_apart(source: Source, line: Line) -> bool:
    """Behind a gap: an item of the list, or a line of certain names only."""
    if _is_single(source, line) or _is_sentence(source, line):
        return False
    return line.mark not in ("", "roman") or _all_certain(source, line.body, line.end)


def _is_sentence(source: Source, line: Line) -> bool:
    return not line.mark and source.text[line.end - 1] == "." and line.end - line.body > 60


def _is_single(source: Source, line: Line) -> bool:
    """One word alone after a gap is rather a heading than a surname."""
    return not source.text[line.body : line.end].strip().count(" ")


def _row_kind(source: Source, line: Line, indented: bool) -> str:
    """`take` a line with names, `skip` one that may stand in a list, `stop` at all else."""
    if line.end - line.body > 20_000:
        return "take" if source.text.count(",", line.body, line.end) > 100 else "stop"
    words = source.folded[line.body : line.end]
    if NOT_PEOPLE.search(words) or WILL_DO.search(words):
        return "stop"
    if TABLE_HEAD.match(words):
        return "skip"
    label = LABELLED.match(words)
    if (
        label
        and not indented
        and not WHOSE.search(label[1])
        and not source.text[line.body : line.body + len(label[1])].isupper()
        and not _all_certain(source, line.body + label.end(), line.end)
    ):
        return "stop"
    masked_start = line.start if line.mark == "roman" else line.body
    names = [name_in(source, part.start, part.end) for part in _parts(source, masked_start, line.end)]
    if any(names):
        return "take"
    return (
        "skip"
        if len(words) < 60 and not words.endswith(".") and line.mark not in ("number", "roman", "hash")
        else "stop"
    )


def _all_certain(source: Source, start: int, end: int) -> bool:
    """`Objednatel: Ing. Jan Mareček, Bc. Věra Slavíková`: names only."""
    parts = list(_parts(source, start, end))
    names = [name_in(source, part.start, part.end) for part in parts]
    return bool(parts) and all(
        name is not None and name.surely == 3 and not source.text[name.found.end : part.end].strip(" .")
        for part, name in zip(parts, names, strict=True)
    )


def _parts(source: Source, start: int, end: int) -> Iterator[Part]:
    """The pieces between separators; what stands in brackets is a role or an organisation."""
    masks = [one.span() for one in BRACKETS.finditer(source.text, start, end)]
    cuts = [
        one
        for one in SEPARATOR.finditer(source.folded, start, end)
        if not any(first <= one.start() < last for first, last in masks[:200])
    ]
    at, before = start, ""
    for cut in [*cuts, None]:
        if cut is not None and cut[0] == "," and TITLE_AFTER.match(source.folded, cut.end(), end):
            continue
        stop = cut.start() if cut else end
        piece_end = stop
        for first, _ in masks[:200]:
            if at <= first < piece_end:
                piece_end = first
        if at < stop and source.text[at:stop].strip():
            yield Part(at, piece_end, before, at == start)
        if cut is None:
            return
        at, before = cut.end(), cut[0].strip() or cut[0][:1]


def _joined(source: Source, rows: list[list[Part]], *, wrapped: bool) -> list[list[Part]]:
    """A list of commas that a line break cuts in the middle of a name: `..., Petr` / `Svoboda, ...`."""
    joined: list[list[Part]] = []
    for row in rows:
        last = joined[-1] if joined else []
        if (
            row
            and (last[-1].before == "," if len(last) > 1 else wrapped and len(joined) == len(last) == 1)
            and _is_half(source, last[-1])
            and _is_word(source, row[0])
        ):
            joined[-1] = [*last[:-1], Part(last[-1].start, row[0].end, ",", False), *row[1:]]
        else:
            joined.append(row)
    return joined


def _is_word(source: Source, part: Part) -> bool:
    return " " not in source.text[part.start : part.end].strip()


def _is_half(source: Source, part: Part) -> bool:
    """A first name or a title without what has to follow it."""
    words = bare_words(source.folded[part.start : part.end])
    return not words or (len(words) == 1 and words[0] in GIVEN)


def _accepted(source: Source, rows: list[list[tuple[Part, Name | None]]]) -> Iterator[Name]:
    """Certain names, and uncertain ones where the whole list is of their kind."""
    everything = [name for row in rows for _, name in row if name]
    known = sum(name.surely == 3 and len(bare_words(fold_each(name.found.value))) > 1 for name in everything)
    singles = sum(name.surely == 1 for name in everything)
    pure = all(
        name
        for row in rows
        for part, name in row
        if part.before in ("", ",", ";", "a", "i") and not part.first
    )
    for row in rows:
        named = False
        several = [part for part, _ in row if part.before in (",", "a", "i")]
        for part, name in row:
            behind_name = (
                named and part.before not in (",", ";", "a", "i", "") and not part.before[:1].isdigit()
            )
            if name is None or behind_name:
                continue
            sure = name.surely == 3 or (
                name.surely == 2 and (not named or part.before == ";" or pure or is_honoured(source, name))
            )
            single = name.surely == 1 and _single_counts(
                name, known, singles, pure or not several, part.first or not named
            )
            if sure or single:
                named = named or part.before != ";"
                yield name
        named = False


def _single_counts(name: Name, known: int, singles: int, pure: bool, first: bool) -> bool:
    word = name.found.value
    if word.isupper() and len(word) < 5:
        return False
    if known == 0:
        return pure
    plain = fold_each(word)
    if plain in GIVEN:
        return pure
    return SURNAME_ENDING.match(plain) is not None and (pure or first)
