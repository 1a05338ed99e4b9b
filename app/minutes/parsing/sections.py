"""Sections of minutes: each a label or a heading, and the lines below it."""

import itertools
import re
from dataclasses import dataclass

from app.minutes.parsing.labels import PEOPLE, Section, label_of, label_with_content
from app.minutes.parsing.source import Line, Source, line_of

WITHIN = re.compile(
    r"(?<=[\s,;.])(?:omluven[iyao]?|omluvil[iya]? se|nepritomn[iya]|neomluven[iya]|prizvani|"
    r"hoste|host|pritomni|dale pritomni|zapsal[a]?|"
    r"zapisovatel(?:ka)?|overil[a]?|zpracoval[a]?|cas|misto|termin|dat[au]m|zacatek|konec|program)(?:\(a\))?"
    r"(?: (?:konani|jednani|schuz[ek]y?|zasedani|setkani|porady))?:"
)
IN_SENTENCES = re.compile(
    r"(?<=\s)(?:sesli|zucastnili|ucastnili)(?: se)?:$|(?<=\s)ve slozeni(?= )|"
    r"(?<=\s)jsme byl[iy](?: \w+)?(?=:)|(?<=[^\W\d]\. )kdo co (?:udela|zaridi|zajisti):$|"
    r"(?<=\w, )(?:omluven[iay]? (?:byl[iay]?|jsou|je)|(?:z jednani )?se omluvil[iay]?)(?= )|"
    r"(?<=[\w)][.,] )(?:jako hoste? (?:se )?(?:jednani |schuzky |setkani )?(?:byl\w? |"
    r"dale )?(?:z?ucastnil|prisel|prisl|dorazil|prizvan|pozvan|pritom|vystoupil)\w*(?: se| na \w+|"
    r" jednani| schuzky| setkani)?|"
    r"host(?:em|y) (?:schuzky |jednani |setkani )?byl[aiy]?)(?= )|"
    r"(?<=[^\W\d]\. )(?:omluven[iaoy]?(?: byl[aio]?)?|omluvil[aio]? se|"
    r"pritomn[ia] (?:jsou|byl[iy])|zapsala?|"
    r"z \w{4,12} se omluvil[aiy]?|zapis (?:poridil|vyhotovil|zapsal|sepsal)a?)(?= )|"
    r"(?<=[^\W\d]\. )pritomn[ia] (?:jsou|byl[iy])(?=:)"
)
"""Labels of people at the end of a sentence, or where another sentence begins."""
OF_TASK = re.compile(r"\b(?:do kdy|termin|co) ?:")
"""Behind `Kdo:` on its line."""
DATED = re.compile(r"(?:datum|termin|kdy|dne) \d")
HEADS = re.compile(r"[^\W\d_][^:\n]{1,24}:(?: {2,}|\t+)(?:[^:\n]{2,25}:(?: {2,}|\t+)){0,4}[^:\n]{2,25}:?")
ATTENDED = re.compile(
    r"(?:\w (?:jednani|schuzky|setkani|zasedani|porady|ho)(?: dale)?|(?:^|[.,;] |"
    r"(?<=\n))za [^.,;:\n]{2,50}) (?P<part>(?:se )?z?ucastnil[aiy] )"
)
ROLE = re.compile(r"(?:mistopreds|preds|tajemni|starost|koordinator|garant)")
MEETING_BEHIND = re.compile(
    r"[^\n]*\n\s{0,4}ze? (?:\d|(?:\w{3,12} )?(?:schuz|jednani|zased))|"
    r"\w+ (?:c\. ?\S+ )?ze? (?:\d{1,3}\. ?|\w{3,12} )?(?:schuz|jednani|zased)"
)


@dataclass
class Layout:
    """`header`: the lines before the first section; all the others belong to one."""

    header: list[Line]
    sections: list[Section]
    lines: list[Line]


def split(source: Source) -> Layout:
    """Into sections. Items of an agenda do not begin sections, although they are worded like headings."""
    header: list[Line] = []
    sections: list[Section] = []
    everything: list[Line] = []
    inside = _Inside()
    for whole in source.lines:
        for line in _parts(source, whole):
            everything.append(line)
            section = None if line.blank or inside.continues(source, line) else label_of(source, line)
            if section and (inside.refuses(source, section) or (not sections and _is_title(source, section))):
                section = None
            if section:
                sections.append(section)
                inside.begin(section, line)
            elif sections and inside.ends(line):
                sections.append(Section("body", "", line, line.start, False))
                inside.begin(sections[-1], line)
            elif sections:
                sections[-1].lines.append(line)
                inside.take(line)
            else:
                header.append(line)
    return Layout(header, sections, everything)


def _is_title(source: Source, section: Section) -> bool:
    """`USNESENÍ`, and behind or below it `ze 14. schůze Rady města`."""
    return section.kind == "decisions" and MEETING_BEHIND.match(source.folded, section.line.start) is not None


def _is_due(section: Section) -> bool:
    return re.match(r"(?:termin|dne|do|od)\b", section.label) is not None and "konani" not in section.label


class _Inside:
    """Where the reading is: the kind of section, its number and the list that runs in it."""

    def __init__(self) -> None:
        self.section: Section | None = None
        self.first: Line | None = None
        self.last: Line | None = None
        self.blank_before = False
        self.past_header = False

    def begin(self, section: Section, line: Line) -> None:
        self.section, self.first, self.last, self.blank_before = section, None, None, False
        self.past_header |= section.kind not in ("when_and_where", "group", "other", "minute_taker")

    def take(self, line: Line) -> None:
        if line.blank:
            self.blank_before = True
        else:
            self.first = self.first or line
            self.last, self.blank_before = line, False

    def continues(self, source: Source, line: Line) -> bool:
        """Whether the line is the next item of the agenda."""
        if self.section is None or self.section.kind != "agenda":
            return False
        inline = self.section.inline < self.section.line.end
        if self.last is None:
            return bool(line.mark) and not inline
        if not line.mark and not self.last.mark and not self.blank_before:
            listed = self.first is not None and self.first.mark
            return not listed and label_with_content(source, line) is None
        if line.mark != self.last.mark or not line.mark:
            return False
        if line.mark == "number":
            return line.number == self.last.number + 1
        return not self.blank_before and label_with_content(source, line) is None

    def refuses(self, source: Source, section: Section) -> bool:
        """Words of a label that begin no section here.

        `Kdo:` and `Termín:` below the title are those of a task. `- program jednání` right below another
        line is an item.
        """
        if self.past_header and (
            section.label == "kdo" or (section.kind == "when_and_where" and _is_due(section))
        ):
            return True
        if section.label == "kdo" and OF_TASK.search(source.folded, section.inline, section.line.raw_end):
            return True
        if section.label.startswith("za ") and section.kind == "present":
            return self.section is not None and self.section.kind not in ("when_and_where", "group", "other")
        item = section.line.mark == "dash" and not section.colon
        return self.is_role(source, section) or (item and self.section is not None and not self.blank_before)

    def is_role(self, source: Source, section: Section) -> bool:
        """`tajemnice: Eva Nová` in a list of people, right below the others."""
        if self.section is None or self.section.kind not in PEOPLE or self.blank_before:
            return False
        line = section.line
        below = line.indent > self.section.line.indent or source.text[line.body : line.body + 1].islower()
        return below and ROLE.match(section.label) is not None

    def ends(self, line: Line) -> bool:
        """A heading of the next number ends a numbered section, unless the list in it goes on."""
        if self.section is None or line.blank or self.section.kind in ("body", "agenda"):
            return False
        number = self.section.line.number
        listed = self.last is not None and self.last.mark == "number" and self.last.number == line.number - 1
        return number > 0 and line.mark == "number" and line.number == number + 1 and not listed


def _parts(source: Source, line: Line) -> list[Line]:
    """A line with several labels, such as `Přítomni: A, B; Omluveni: C`, in parts; heads of columns stay."""
    if HEADS.fullmatch(source.folded, line.body, line.end):
        return [line]
    cuts = (
        [one.start() for one in WITHIN.finditer(source.folded, line.body, line.end)]
        if line.end - line.start < 5000
        else []
    )
    labelled = label_with_content(source, line) or DATED.match(source.folded, line.body, line.end)
    cuts = [cut for cut in cuts if ":" in source.text[line.body : cut] and labelled]
    cuts = cuts or [
        *_attending(source, line),
        *(one.start() for one in IN_SENTENCES.finditer(source.folded, line.body, line.end)),
    ]
    if not cuts:
        return [line]
    cuts.sort()
    places = [*cuts, line.raw_end]
    first = line_of(source.text, source.folded, line.start - line.indent, cuts[0])
    return [
        first,
        *(line_of(source.text, source.folded, start, end) for start, end in itertools.pairwise(places)),
    ]


def _attending(source: Source, line: Line) -> list[int]:
    """`Jednání se dále zúčastnili Jan Novák a Eva Malá`: where the names are said."""
    found = ATTENDED.search(source.folded, line.body, min(line.end, line.body + 400))
    if found is None:
        return []
    part = line_of(source.text, source.folded, found.start("part"), line.raw_end)
    return [part.start] if label_of(source, part) else []


def content_of(source: Source, section: Section) -> tuple[int, int] | None:
    """What stands behind a label, or on the line below it."""
    if section.inline < section.line.end:
        return section.inline, section.line.end
    below = next((line for line in section.lines if not line.blank), None)
    return (
        (below.body, below.end) if below is not None and section.lines and section.lines[0] is below else None
    )
