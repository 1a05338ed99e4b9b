"""Labels and headings of minutes: the words that a section begins with."""

import re
from dataclasses import dataclass, field
from typing import Literal

from app.minutes.parsing.source import Line, Source

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
    r"jednani|schuz\w{1,3}|setkani|zasedani|porad\w|dle|podle|na|z|ze|za|byli|byly|byl|byla|ji|jich|"
    r"se|si|jsou|jsme|v|tomto|slozeni|a|prezencni|listiny|"
    r"s|abecedy|hlasem|hlasovacim|pravem|obce|mesta|rozhodujicim|poradnim|celkem|jmenovite|tito|"
    r"predem|radne|omluvil\w?|\d{1,3}))"
    r"{0,7}(?: ?[(\[][^)\]\n]{0,40}[)\]])?"
)
BY = r"(?:a|i|y|o)?(?: ?\(a\)|/a|/-a|\(/a\))?"
LABELS: list[tuple[Kind, str]] = [
    (
        "other",
        r"(?:ne(?:pritome?n|omluven)\w{0,3}(?! ?[-(,]? ?omluven)(?: ?[-(,]? ?neomluven\w{1,3}\)?)?|"
        r"chybe\w{1,3}|chybi|(?:kdo )?(?:nedorazil[iy]?|nepris(?:l[iya]|el))|"
        r"neucast|neprit\.|nebyl[iy](?=:)|bez omluvy|"
        r"clenove(?: \w{3,10})?(?= ?:[^\n]*\((?:pritom|omluv))|"
        r"nepripoj\w{2,4}(?! ?(?:se)? ?[(,-]? ?omluven))" + WHO,
    ),
    ("other", r"host(?:itel|itelka)"),
    (
        "guests",
        r"(?:pritomni |pozvani |dalsi |prizvani )?host(?:e|i)?(?: jednani| schuze| setkani)?"
        r"|prizvan(?:i|a|y)(?: host\w| osob\w)?|host(?:em|y) (?:schuzky |jednani |setkani )?byl[aiy]?|"
        r"jako hoste? (?:se )?(?:jednani |schuzky |setkani )?(?:byl\w? |dale )?(?:z?ucastnil|prisel|"
        r"prisl|dorazil|prizvan|pozvan|pritom|vystoupil)\w*(?: se| na \w+| jednani| schuzky|"
        r" setkani)?|jako hoste?" + WHO,
    ),
    (
        "excused",
        r"(?:predem |radne |clenove )?(?:(?:nepritomn[iya]\w?|nepripoj\w{2,4}(?: se)?) ?[-(,]? ?)?"
        r"omluven(?:i|a|e|y|o|ych|ia)?\)?" + WHO + r"|oml\.|omluv[ay]|nemohl[aiy]?(?: prijit| dorazit|"
        r" se zucastnit)?(?=:)|omlouv(?:a|aji) se|kdo se omluvil[aiy]?|"
        r"(?:z (?:\w{4,12} )?(?:se )?)?omluv(?:ili|ila|il|ily)(?: se)?" + WHO,
    ),
    (
        "present",
        r"(?:dnes |clenove |clenove \w{4,8} )?pritom(?:n[iyaoe]|nych|nen|en)"
        r"(?: (?:za|z|ze|mimo) [^:,\n]{2,50}(?=:)| [^:,.\n]{3,40}(?=:$))?"
        + WHO
        + r"|(?:seznam |prehled )?ucastni(?:ci|ku|ky)(?: \w{4,14}(?=:))?"
        + WHO
        + r"|za (?!spravnost|splneni|obsah|zapis|ucel|podminky|tim|prve|druhe)[^:;.\n]{2,40}(?=:)"
        r"|seznam pritomnych|zucastneni|prezence|pripojeni|pripojili se|"
        r"(?:jednani |schuzky |setkani )?(?:se )?"
        r"z?ucastnil[iay](?: se)?"
        + WHO
        + r"|(?:jmenovita |osobni )?ucast(?: na \w{4,12})?|(?:jednajici|zucastnene|pritomne) osoby|"
        r"(?:(?:p\. ?c\.|por\.|c\.|titul)?,?[ \t|]*)(?:jmeno|"
        r"prijmeni)[^\n]{0,60}[\t|][^\n]{0,60}podpis|byl[iy] jsme(?: tam| tu| tady| online)?|byli pritomni|"
        r"(?:(?:dnes|tady|tu|kdo|u stolu|na (?:miste|schuzce|setkani|jednani|porade)|osobne|"
        r"online|dale) ){0,2}"
        r"(?:byl[iya]?|pris(?:l[iya]|el)|dorazil[iy]|sedel[iy])(?: jsme)?"
        r"(?: (?:tady|tu|tam|u stolu|osobne|online))?(?=[:?])|kdo (?:se )?(?:sesel|zucastnil|"
        r"ucastnil)(?: se)?(?=[:?])|"
        r"byl[iy] (?:tu|tady|tam|jsme)(?=$)|jsme byl[iy](?: \w+)?(?=:)|kdo(?=[:?])|jsme t(?:u|ady)|"
        r"pr(?:it)?\.|"
        r"(?:on-?line|distancne|prezencne|osobne)(?=:)|u stolu|za stolem|sli s nami|byli s nami|"
        r"(?:sesli|setkali) jsme se [^:\n]{3,120}(?=:)|"
        r"(?:volali|potkali|setkali|mluvili|hovorili|telefonovali|spojili|"
        r"jednali|debatovali)(?: jsme)?(?: s[ie])?(?=:)|"
        r"na telefonu|na lince|"
        r"sesli jsme se(?: v)?(?: tomto)?(?: slozeni)?|"
        r"sesli(?: se)?|(?:v|ve)? ?(?:tomto )?slozeni",
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
        r"(?:obsahem|predmetem|programem|tematem|tematy)(?: " + MEETING + r")? byl[aoiy]?|"
        r"obsah " + MEETING + r"|predmet " + MEETING + r"|prog\.",
    ),
    ("proposal", r"navrh(?: na)? usneseni(?: c\. ?[\w/.-]{1,15})?"),
    (
        "decisions",
        r"(?:prijat[ae] |schvalen[ae] |prehled |zavery a )?(?:usneseni|rozhodnuti)(?: " + MEETING + r"){0,3}"
        r"(?: ?(?:c\.|cislo) ?[\w/.-]{1,20})?(?: (?:ze dne|ze) [\d. ]{6,14})?|rozhodli jsme(?= ?:|$)",
    ),
    (
        "tasks",
        r"(?:takze |nase |hlavni |konkretni |domluvene |prehled |dohodnute |"
        r"nove |ulozene |zadane |souhrn )?ukol(?:y|u)?(?: a terminy| podle (?:lidi|osob|clenu)|"
        r" a zodpovednost\w?| pro [\w ]{2,20})?"
        r"(?: (?:vyplyvajici|vyplyvaji|stanovene|ulozene|dohodnute|zadane|nove))?"
        r"(?: (?:z|ze|do|k|na|pro) (?:priste|(?:\w{3,12} )?"
        + MEETING
        + r"))?(?: c\. ?[\w/.-]{1,12})?|ukolovnik|kdo ?[,-] co ?[,-] (?:do )?kdy|uk\.|"
        r"kdo (?:a )?co(?=:|$)|(?:kdo co|co kdo|kdo a co|co|kdo) (?:do \w+ )?(?:udela|zaridi|"
        r"zajisti|ma udelat|ma za ukol)(?: (?:a )?do kdy)?|co (?:je )?(?:po)?treba (?:udelat|zaridit|"
        r"zajistit)|"
        r"to-?do|k vyrizeni|k zarizeni",
    ),
    (
        "next_steps",
        r"(?:dalsi|akcni|nejblizsi|dohodnute|konkretni) kroky|dalsi postup|co dal|akcni body|action items?",
    ),
    (
        "next_meeting",
        r"(?:(?:termin|datum) )?(?:pristi\w{0,3}|dalsi\w{0,3}|nasledujici\w{0,3}|"
        r"nejblizsi\w{0,3}) "
        r"(?:\w{2,12} ){0,2}?(?:" + MEETING + r"|termin\w{0,2}|kulat\w{1,3} st\w{1,3}|sraz\w?|schuzk\w|sch\.)"
        r"|priste se (?:sejdeme|setkame|vidime|uvidime)|priste(?= ?:|$)|"
        r"kdy (?:se )?(?:priste |znovu |zase |opet )?(?:se )?(?:sejdeme|setkame|uvidime)(?: priste|"
        r" znovu| zase)?(?=[?:])",
    ),
    (
        "minute_taker",
        r"(?:zapis|zaznam)(?: z "
        + MEETING
        + r")? (?:zapsal|zpracoval|vyhotovil|poridil|vypracoval|sepsal|provedl|"
        r"vedl|porizoval|zapisoval|napsal|vyhotovoval)"
        + BY
        + r"|zaps\.|(?:zapsal|zaznamenal|zpracoval|vyhotovil|sepsal|poridil|vypracoval|psal|poznamenal|"
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
        r"(?:datum|termin|cas|misto|kdy(?: a kde)?|kde|sraz(?=:)|doba|den|hodina|dne|od ?- ?do|od(?= ?: ?\d)|"
        r"do(?= ?: ?\d))(?: (?:konani|"
        r"jednani|schuzky|"
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
COMPILED = [(kind, re.compile(rf"(?:{pattern})(?=[\s:;|*_.?\-]|$)")) for kind, pattern in LABELS]
TAIL = re.compile(
    r"(?: ?/ ?[^\W\d_](?:[^\W\d_]| ){2,25}(?=:| ?$))?[*_]{0,2} ?(?P<colon>:[*_]{0,2}|[|\t;]| {2,}|"
    r"-(?= )|[.?]?[*_]{0,2}$)"
)
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
        colon = bool(tail and tail["colon"][:1] in (":", "?", "|", ";", "\t", " ", "-"))
        alone = tail is not None and after >= line.end
        if kind in ("next_meeting", "minute_taker") or (
            (kind in PEOPLE or ABSENT.match(found[0])) and _names_follow(source, found, line)
        ):
            return Section(kind, found[0], line, after, colon)
        if alone and (
            colon
            or kind not in ("when_and_where", "group", "other")
            or (ALONE.match(found[0]) and _stands_above(source, line))
        ):
            return Section(kind, found[0], line, after, colon)
        if (
            colon
            and tail is not None
            and not (tail["colon"] == "-" and kind in ("agenda", "body", "tasks", "decisions", "other"))
        ):
            return Section(kind, found[0], line, after, colon)
    return None


def _stands_above(source: Source, line: Line) -> bool:
    """`Místo` on a line of its own, a gap above it and the place below it."""
    above = source.text[: line.start].rstrip(" \t")
    gap = not above or above.endswith(("\n\n", "\n\r\n"))
    return gap and BELOW.match(source.text, line.end) is not None


ALONE = re.compile(r"(?:datum|cas|misto|kdy|kde|nazev|organ)\b")
BELOW = re.compile(r"[ \t]*\r?\n[ \t]*[^\s]")
ABSENT = re.compile(r"chybe|chybi|(?:kdo )?(?:nedorazil|nepris)")
VERBAL = re.compile(
    r"\b(?:prisel|prisl\w|dorazil\w?|vystoupil\w?|prizvan\w|pozvan\w|jednani|schuzky|chybel\w?|chybi|"
    r"nedorazil\w?|neprisl\w?|ji|jsou|byl[aiy]?|se|omluv\w+|z?ucastnil\w?|omluven[iay]?|"
    r"pritomn[iay]|pritomen|tam|hoste?|slozeni)$"
)


def _names_follow(source: Source, found: re.Match[str], line: Line) -> bool:
    """`Omluvila se Jana Nová`: a label that is a part of a sentence, in front of a name."""
    if not VERBAL.search(found[0]):
        return False
    following = source.text[found.end() : min(line.end, found.end() + 100)]
    words = following.split()[:4]
    return following.startswith(" ") and next((one for one in words if not one.islower()), "")[:1].isupper()
