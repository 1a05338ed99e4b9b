"""Labels and headings of minutes, and the sections that they begin."""

import itertools
import re
from dataclasses import dataclass, field
from typing import Literal

from app.minutes.parsing.source import Line, Source, line_of

Kind = Literal[
    "present",
    "excused",
    "guests",
    "agenda",
    "decisions",
    "proposal",
    "tasks",
    "next_steps",
    "next_meeting",
    "minute_taker",
    "when_and_where",
    "group",
    "other",
    "body",
]
"""`other`: known and of no interest, as verifiers; `body`: what was talked about."""

MEETING = (
    r"(?:jednani|schuz\w{1,3}|setkani|zasedani|porad\w{1,2}|komise|rady|vyboru|skupiny|tymu|"
    r"dne|ps|rs|rps|kulateho stolu|"
    r"pracovni\w{0,3}|radne\w{0,3}|zastupitelstva|obce|mesta)"
)
WHO = (
    r"(?: (?:clen\w{1,3}|osob\w?|ucastni\w{1,3}|zastup\w{1,6}|radni|poradci|pracovni|skupiny|"
    r"komise|rady|vyboru|tymu|ps|rs|rps|"
    r"jednani|schuz\w{1,3}|setkani|zasedani|porad\w|dle|podle|na|z|ze|za|byli|byly|byl|byla|"
    r"se|si|jsou|a|prezencni|listiny|"
    r"s|abecedy|hlasem|hlasovacim|pravem|obce|mesta|rozhodujicim|poradnim|celkem|jmenovite|tito|"
    r"predem|radne|omluvil\w?|\d{1,3}))"
    r"{0,7}(?: ?[(\[][^)\]\n]{0,40}[)\]])?"
)
BY = r"(?:a|i|y|o)?(?: ?\(a\)|/a|/-a|\(/a\))?"
LABELS: list[tuple[Kind, str]] = [
    (
        "other",
        r"(?:ne(?:pritome?n|omluven)\w{0,3}(?! ?[-(,]? ?omluven)(?: ?[-(,]? ?neomluven\w{1,3}\)?)?|"
        r"chybe\w{1,3}|chybi|nedorazil[iy]?|neprisl[iy]|nebyl[iy](?=:)|bez omluvy|"
        r"clenove(?: \w{3,10})?(?= ?:[^\n]*\((?:pritom|omluv))|"
        r"nepripoj\w{2,4}(?! ?(?:se)? ?[(,-]? ?omluven))" + WHO,
    ),
    ("other", r"host(?:itel|itelka)"),
    (
        "guests",
        r"(?:pritomni |pozvani |dalsi |prizvani )?host(?:e|i)?(?: jednani| schuze| setkani)?"
        r"|prizvan(?:i|a|y)(?: host\w| osob\w)?|jako hoste?" + WHO,
    ),
    (
        "excused",
        r"(?:predem |radne |clenove )?(?:(?:nepritomn[iya]\w?|nepripoj\w{2,4}(?: se)?) ?[-(,]? ?)?"
        r"omluven(?:i|a|y|o|ych|ia)?\)?"
        + WHO
        + r"|(?:z (?:\w{4,12} )?(?:se )?)?omluv(?:ili|ila|il|ily)(?: se)?"
        + WHO,
    ),
    (
        "present",
        r"(?:dnes |clenove |clenove \w{4,8} )?pritom(?:n[iyaoe]|nych|nen|en)"
        r"(?: za [^:,\n]{2,40}(?=:))?"
        + WHO
        + r"|(?:seznam |prehled )?ucastni(?:ci|ku|ky)"
        + WHO
        + r"|seznam pritomnych|zucastneni|prezence|pripojeni|pripojili se|"
        r"(?:jednani |schuzky |setkani )?(?:se )?"
        r"z?ucastnil[ia](?: se)?"
        + WHO
        + r"|ucast(?: na \w{4,12})?|(?:(?:p\. ?c\.|por\.|c\.|titul)?,?[ \t|]*)(?:jmeno|"
        r"prijmeni)[^\n]{0,60}[\t|][^\n]{0,60}podpis|byli jsme(?: tam)?|byli pritomni|"
        r"(?:(?:dnes|tady|tu|kdo|u stolu|na (?:miste|schuzce|setkani|jednani|porade)|osobne|"
        r"online|dale) ){0,2}"
        r"(?:byl[iy]|prisl[iy]|dorazil[iy]|sedel[iy])(?: jsme)?(?: (?:tady|tu|u stolu|osobne|online))?(?=:)|"
        r"kdo(?=:)|sesli jsme se(?: v)?(?: slozeni)?|sesli(?: se)?|(?:ve )?slozeni",
    ),
    (
        "other",
        r"kontrola (?:plneni )?(?:\w{4,12} )?(?:ukol\w{0,2}|usneseni|zapis\w)[^:\n]{0,40}|"
        r"plneni (?:ukolu|usneseni)"
        r"|ukoly z (?:minul|predchoz|predesl|posledn)[^:\n]{0,40}|stav ukolu|trvajici ukoly|"
        r"splnene ukoly",
    ),
    (
        "agenda",
        r"(?:navrzeny |schvaleny |planovany |navrh )?(?:program|porad|"
        r"agend[ay])u?(?: (?:dnesni\w{0,3}|\d{1,2}\.))?"
        r"(?: " + MEETING + r"){0,3}(?: ?\([^)\n]{0,30}\))?(?: byl)?(?: nasledujici)?"
        r"|(?:projednavan[ae]|projednan[ae]|hlavni|planovana)? ?(?:body|temata)(?: (?:programu|"
        r"k projednani|" + MEETING + r")){0,2}|na programu(?: (?:jednani|schuzky|bylo|byly|je|jsou))?|"
        r"obsah " + MEETING + r"|predmet " + MEETING,
    ),
    ("proposal", r"navrh(?: na)? usneseni(?: c\. ?[\w/.-]{1,15})?"),
    (
        "decisions",
        r"(?:prijat[ae] |schvalen[ae] |prehled )?(?:usneseni|rozhodnuti)(?: " + MEETING + r"){0,3}"
        r"(?: ?(?:c\.|cislo) ?[\w/.-]{1,20})?(?: (?:ze dne|ze) [\d. ]{6,14})?",
    ),
    (
        "tasks",
        r"(?:prehled |dohodnute |nove |ulozene |zadane |souhrn )?ukol(?:y|u)?(?: a terminy|"
        r" a zodpovednost\w?| pro [\w ]{2,20})?"
        r"(?: (?:vyplyvajici|vyplyvaji|stanovene|ulozene|dohodnute|zadane|nove))?"
        r"(?: (?:z|ze|do|k|na|pro) (?:priste|(?:\w{3,12} )?"
        + MEETING
        + r"))?(?: c\. ?[\w/.-]{1,12})?|ukolovnik|kdo co (?:udela|zaridi|"
        r"zajisti)",
    ),
    (
        "next_steps",
        r"(?:dalsi|akcni|nejblizsi|dohodnute|konkretni) kroky|dalsi postup|co dal|akcni body|action items?",
    ),
    (
        "next_meeting",
        r"(?:(?:termin|datum) )?(?:pristi\w{0,3}|dalsi\w{0,3}|nasledujici\w{0,3}|"
        r"nejblizsi\w{0,3}) "
        r"(?:\w{2,12} ){0,2}?(?:" + MEETING + r"|termin\w{0,2}|kulat\w{1,3} st\w{1,3}|sraz\w?|schuzk\w)"
        r"|priste se (?:sejdeme|setkame|vidime|uvidime)",
    ),
    (
        "minute_taker",
        r"(?:zapis|zaznam)(?: z "
        + MEETING
        + r")? (?:zapsal|zpracoval|vyhotovil|poridil|vypracoval|sepsal|provedl|"
        r"vedl|porizoval|zapisoval|napsal|vyhotovoval)"
        + BY
        + r"|(?:zapsal|zaznamenal|zpracoval|vyhotovil|sepsal|poridil|vypracoval|"
        r"zapisoval)" + BY + r"(?: (?:zapis|a vyhotovil\w?|a rozeslal\w?))?|zapisovatel(?:ka|\(ka\)|/ka|"
        r"ka zapisu)?"
        r"(?: zapisu| jednani| schuze)?|zapis(?=\s?:\s?[^\W\d])|zapisuje|zapis (?:vede|porizuje|"
        r"zpracovava)",
    ),
    (
        "other",
        r"(?:zapis )?(?:over|schval|kontrolov)(?:il|oval)"
        + BY
        + r"|(?:urceni |volba |zvoleni )?overovatel\w{0,3}[^:\n]{0,20}|(?:mistopreds|preds)ed\w{1,6}"
        r"(?: " + MEETING + r"){0,2}|(?:jednani |schuzi |setkani |poradu )?(?:ridil|vedl|moderoval|zahajil|"
        r"svolal)"
        + BY
        + r"(?: (?:jednani|schuzi|schuzku|setkani|poradu))?|(?:moderator|facilitator|lektor|garant|"
        r"koordinator)\w{0,3}|svolavatel\w{0,2}"
        r"|za spravnost[^:\n]{0,20}|rozdelovnik|na vedomi|prilohy?(?: c\. ?\d)?|kontakt\w?|"
        r"tel(?:efon)?\.?|e-?mail|podpis\w{0,2}"
        r"|nahradni\w{1,3}|pocet [^:\n]{0,40}|cile?|ucel|tajemni\w{1,3}|starost\w{1,3}|vyveseno|"
        r"sejmuto|c\. ?j\.|spisova znacka"
        r"|vec|projekt|registracni cislo|predkladatel\w?|zpravodaj\w?|jednaci rad|vyhodnoceni",
    ),
    (
        "when_and_where",
        r"(?:datum|termin|cas|misto|kdy|kde|doba|den|hodina|dne|od ?- ?do)(?: (?:konani|jednani|schuzky|"
        r"schuze|setkani|porady|zasedani|"
        r"od|do|zapisu))?(?:(?:,| a|, a| /|/) ?(?:datum|termin|cas|misto|kde|hodina|"
        r"doba)(?: (?:konani|jednani|schuzky|setkani))?){0,2}"
        r"|konan[oy]?(?: dne)?|(?:zacatek ?(?:/|-|a) ?konec|zacatek|zahajeni|konec|ukonceni|zahajeno|"
        r"ukonceno)(?: (?:jednani|schuzky|schuze|setkani|porady|zasedani))?",
    ),
    (
        "group",
        r"(?:nazev )?(?:pracovni |ridici )?(?:skupin[ay]|komise|vybor|tym)|organ|nazev (?:skupiny|"
        r"organu|komise|akce(?=\W{1,4}(?:\w{3,12}ni )?(?:skupin|komis|vybor|rad)))",
    ),
    (
        "body",
        r"(?:prubeh|zaznam|obsah)(?: "
        + MEETING
        + r"){0,2}|diskuz?s?e|ruzne|zavery?(?: "
        + MEETING
        + r")?|uvod|zahajeni|informace[^:\n]{0,60}"
        r"|zapis(?: z " + MEETING + r")?|projednan\w|k jednotlivym bodum|poznamky|duvodova zprava|"
        r"shrnuti",
    ),
]
COMPILED = [(kind, re.compile(rf"(?:{pattern})(?=[\s:|*_.\-]|$)")) for kind, pattern in LABELS]
TAIL = re.compile(r"[*_]{0,2} ?(?P<colon>:[*_]{0,2}|[|\t]| {2,}|-(?= )|\.?[*_]{0,2}$)")
WITHIN = re.compile(
    r"(?<=[\s,;.])(?:omluven[iyao]?|omluvil[iya]? se|nepritomn[iya]|neomluven[iya]|prizvani|"
    r"hoste|host|pritomni|dale pritomni|zapsal[a]?|"
    r"zapisovatel(?:ka)?|overil[a]?|zpracoval[a]?|cas|misto|termin|dat[au]m|zacatek|konec|program)(?:\(a\))?"
    r"(?: (?:konani|jednani|schuz[ek]y?|zasedani|setkani|porady))?:"
)
IN_SENTENCES = re.compile(
    r"(?<=\s)(?:sesli|zucastnili|ucastnili)(?: se)?:$|(?<=\s)ve slozeni(?= )|"
    r"(?<=[^\W\d]\. )(?:omluven[iaoy]?(?: byl[aio]?)?|omluvil[aio]? se)(?= )"
)
"""Labels of people at the end of a sentence, or where another sentence begins."""
ROLE = re.compile(r"(?:mistopreds|preds|tajemni|starost|koordinator|garant)")
MEETING_BELOW = re.compile(r"[^\n]*\n\s{0,4}ze? (?:\d|\w{3,12} (?:schuz|jednani|zased))")
PEOPLE: tuple[Kind, ...] = ("present", "excused", "guests")


@dataclass
class Section:
    """A label and the lines under it. `head` is the rest of the label's own line, from `inline` on."""

    kind: Kind
    label: str
    line: Line
    inline: int
    colon: bool
    lines: list[Line] = field(default_factory=list)


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
            if section and section.kind == "decisions" and not sections and _is_title(source, line):
                section = None
            if section and section.label == "kdo" and inside.past_header:
                section = None
            if section and inside.is_role(source, section):
                section = None
            if section and section.kind == "when_and_where" and inside.past_header and _is_due(section):
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


def _is_title(source: Source, line: Line) -> bool:
    """`USNESENÍ`, and below it `ze 14. schůze Rady města`."""
    return MEETING_BELOW.match(source.folded, line.start) is not None


def _is_due(section: Section) -> bool:
    return section.label.startswith(("termin", "dne", "do")) and "konani" not in section.label


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
    """A line with several labels, such as `Přítomni: A, B; Omluveni: C`, in parts."""
    cuts = (
        [one.start() for one in WITHIN.finditer(source.folded, line.body, line.end)]
        if line.end - line.start < 5000
        else []
    )
    cuts = [cut for cut in cuts if ":" in source.text[line.body : cut] and label_with_content(source, line)]
    cuts = cuts or [one.start() for one in IN_SENTENCES.finditer(source.folded, line.body, line.end)]
    if not cuts:
        return [line]
    places = [*cuts, line.raw_end]
    first = line_of(source.text, source.folded, line.start - line.indent, cuts[0])
    return [
        first,
        *(line_of(source.text, source.folded, start, end) for start, end in itertools.pairwise(places)),
    ]


def content_of(source: Source, section: Section) -> tuple[int, int] | None:
    """What stands behind a label, or on the line below it."""
    if section.inline < section.line.end:
        return section.inline, section.line.end
    below = next((line for line in section.lines if not line.blank), None)
    return (
        (below.body, below.end) if below is not None and section.lines and section.lines[0] is below else None
    )


def label_with_content(source: Source, line: Line) -> Section | None:
    """The label of a line, if a colon and something else follow it."""
    found = label_of(source, line)
    return found if found and found.colon and found.inline < line.end else None


def label_of(source: Source, line: Line) -> Section | None:
    """The section that begins on this line, by the words it begins with."""
    end = min(line.end, line.body + 200)
    for kind, pattern in COMPILED:
        found = pattern.match(source.folded, line.body, end)
        if found is None:
            continue
        tail = TAIL.match(source.folded, found.end(), line.end)
        after = tail.end() if tail else found.end()
        colon = bool(tail and tail["colon"][:1] in (":", "|", "\t", " ", "-"))
        alone = tail is not None and after >= line.end
        if kind in ("next_meeting", "minute_taker") or (
            kind in PEOPLE and _names_follow(source, found, line)
        ):
            return Section(kind, found[0], line, after, colon)
        if alone and (kind not in ("when_and_where", "group", "other") or colon):
            return Section(kind, found[0], line, after, colon)
        if (
            colon
            and tail is not None
            and not (tail["colon"] == "-" and kind in ("agenda", "body", "tasks", "decisions", "other"))
        ):
            return Section(kind, found[0], line, after, colon)
    return None


VERBAL = re.compile(
    r"\b(?:byl[aiy]?|se|omluv\w+|ucastnil\w?|omluven[iay]?|pritomn[iay]|pritomen|tam|hoste?|slozeni)$"
)
NAME_AHEAD = re.compile(
    r"\s*(?:(?:p\.|pi\b|pani?\b|mgr\.|ing\.|arch\.|bc\.|mudr\.|phdr\.|judr\.) ?){0,3}[^\W\d_]"
)


def _names_follow(source: Source, found: re.Match[str], line: Line) -> bool:
    """`Omluvila se Jana Nová`: a label that is a part of a sentence, in front of a name."""
    if not VERBAL.search(found[0]):
        return False
    ahead = NAME_AHEAD.match(source.folded, found.end(), line.end)
    return (
        ahead is not None
        and source.text[ahead.end() - 1].isupper()
        and source.text[found.end() : found.end() + 1] == " "
    )
