"""Where a meeting was, in the words around its day and hours."""

import re

from app.minutes.parsing.source import Found, Source

LINK = re.compile(r"(?P<end>https?:|\bwww\.)")
UNOPENED = re.compile(r"[^()]*(?P<end>\))")
PLACE_AT_MOST = 120
PLACE_PREPOSITION = re.compile(r"(?:^|[\s,;])(?:v|ve|na|u|pres|prostrednictvim)\s(?=(?P<word>[\w\"'.]+))")
PLACE_WORD = re.compile(
    r"(?:\w{3,16}(?:m|[aeiy]) )?(?:on-?line\b|zased\w*|mistnost\w*|sal\w{0,3}\b|budov\w*|"
    r"prostor\w*|kancelar\w*|urad\w*|radni\w*|ucebn\w*|knihovn\w*|klub\w*|skol\w*|"
    r"sborovn\w*|mestsk\w*|obecn\w*|kulturn\w*|dom[uě]?\b|dum\b|domec\w*|domov\w*|jideln\w*|aul\w*|"
    r"centr\w*|sidl\w*|"
    r"zakladn\w*|spolkov\w*|hasic\w*|hospod\w*|restaurac\w*|komunitn\w*|salonk\w*|"
    r"oddeleni|odbor\w*|teras\w*|foyer|sokolovn\w*|far[ae]\b|trid[ae]\b|kavarn\w*|stacionar\w*|"
    r"telocvicn\w*|kuchyn\w*|dilna|dilne|atelier\w*|zahrad\w*|statek|chat[aey]\b|hrist\w*|park\w*|kin[oae]\b|"
    r"divadl\w*|muze\w*|galeri\w*|zamek|zamku|hotel\w*|penzion\w*|infocentr\w*|cowork\w*|hala|hale|bistr\w*|"
    r"cajovn\w*|cukrarn\w*|druzin\w*|gymnazi\w*|fakult\w*|nadrazi|azylov\w*|noclehar\w*|hostin\w*|sidlist\w*|"
    r"kabinet\w*|reditelna|\w{2,12}(?:ovn|arn|irn)e\b|citarn\w*|zbrojnic\w*|charit\w*|"
    r"nemocnic\w*|polikli\w*|spolecensk\w*)"
)
RIGHT_BEHIND = re.compile(
    r"(?:se )?(?:v|ve|na|u|pres) (?![\d-]|(?:dev|des|deset|jedenact|dvanact|trinact|ctrnact|patnact|sestnact|"
    r"sedmnact|osmnact|pul)\w* ?(?:hod|,|$)|"
    r"(?:ramci|dobe|souladu|souvislosti|pocty?u?|rozsahu|termin\w*|pondeli|utery|stredu|ctvrtek|patek|sobotu|"
    r"nedeli|casu?|case|slozeni|zastoupeni|pritomnosti|tema\w*|zaklade|pozvani|programu|zacatku|zaver\w*|"
    r"vsech|dnech|dni|obdobi|roce|mesici|prubehu|prilezitosti|duchu|tento|tomto|teto|stejn\w*|"
    r"jednani|porad\w*|"
    r"schuz\w*|setkani|zapis\w*)\b)(?=\w)"
)
"""A preposition at once behind the day or the time, and no word of time or manner."""
AGAIN = re.compile(
    r"(?:zase |opet |znovu |tentokrat )?(?=(?:on-?line|teams|zoom|skype)\b)|"
    r"(?:zase|opet|znovu|tentokrat) (?=\w)"
)
"""In front of a place without a comma: `ve 14:00 zase knihovna`, `v 10:00 online`."""
WORDED = re.compile(r"[a-zá-ž]{4,}(?: [a-zá-ž]{4,})? (?:na|u|v|ve) [A-ZÁ-Ž][^\W\d_]+")
NOT_WORDED = re.compile(
    r"(?:jednani|schuz|setkan|zased(?!ac)|konan|porad|zapis|zaznam|program|pritom|omluv|zacat|konec|"
    r"clen|ucast|kter|"
    r"pracovn|pozvan|zahaj|znovu|zase|opet|tentokrat|mimoradn|dnes|pondel|uter|stred|ctvrt|patek|"
    r"sobot|nedel)\w*"
)
NAMED = re.compile(r"[^\W\d_]{3,} [A-ZÁ-Ž]\w+")
"""`nízkopráh Vata`."""
NO_PLACE = re.compile(r"(?:zacat|konec|zap[ie]s|pritomn|program|omluv|ucast|vede|vedl|ridi|moder|host|tema)")
PLACE_END = re.compile(
    r"(?<!\d)(?<!\bc)(?<!\bul)(?<!\bnam)(?<!\btr)(?<!\bsv)(?<!\bp)(?<!\bdv)[.;](?:\s|$)|"
    r"\s(?:od|za ucasti|s timto|s nasledujicim|dne|ve? \d(?!\d?\. ?(?:patr|podlaz|poschod|np))|"
    r"na tema|konal\w*|se \w+|sesl\w*|"
    r"za pritomnosti|konan\w+|pod vedenim|zastup\w+|clenove|predstavitel\w+)\b|"
    r"(?<! pro)(?<! a)\s(?:sousede|obcane|obyvatele|rodice|dobrovolnici)\b|\n|:\s|,?\s(?:navrat|"
    r"konec|ukonceni)\b|"
    r"\s-\s(?:\w+ ){0,2}(?:bude|budou|upresn\w+)\b"
)


def short_place(source: Source, start: int, end: int) -> Found | None:
    link = LINK.search(source.folded, start, end) or UNOPENED.match(source.folded, start, end)
    found = source.found(start, link.start("end") if link else end, strip=",;:-–—|.*_(")
    return found if found and len(found.value) <= PLACE_AT_MOST and re.search(r"\w", found.value) else None


def place_behind(source: Source, start: int, stop: int) -> Found | None:
    """A place that follows a day or a time: behind a comma or a dash, or with a preposition."""
    lead = re.compile(r"[\s.]*(?P<sep>[,;|/(\t*•·–—-])?[\s,;|/(*•·–—-]*").match(source.text, start, stop)
    at = lead.end() if lead else start
    if at >= stop:
        return None
    right = RIGHT_BEHIND.match(source.folded, at, stop)
    if right and not source.text[at : right.end()].strip().isupper():
        end = PLACE_END.search(source.folded, right.end(), stop)
        near = right[0] == "u " and source.text[right.end()].islower()
        return short_place(source, at if near else right.end(), end.start() if end else stop)
    worded = bool(
        lead and lead["sep"] and (PLACE_WORD.match(source.folded, at, stop) or _is_worded(source, at, stop))
    )
    found = None if worded else place_in_words(source, at, stop)
    if found is not None:
        return found
    again = AGAIN.match(source.folded, at, stop)
    if again:
        end = PLACE_END.search(source.folded, again.end(), stop)
        return short_place(source, again.end(), end.start() if end else stop)
    named = (
        _is_worded(source, at, stop)
        or source.text[at : at + 1].isupper()
        or NAMED.match(source.text, at, stop)
    )
    if lead is None or not lead["sep"] or not (named or PLACE_WORD.match(source.folded, at)):
        return None
    end = PLACE_END.search(source.folded, at, stop)
    piece = short_place(source, at, end.start() if end else stop)
    if piece is None or NO_PLACE.match(source.folded, at, stop):
        return None
    return piece


def _is_worded(source: Source, start: int, stop: int) -> bool:
    """`kontaktka na Nádražní`: a word or two, a preposition and a name."""
    said = WORDED.match(source.text, start, stop)
    return said is not None and not NOT_WORDED.match(source.folded, start, stop)


def place_in_words(source: Source, start: int, stop: int) -> Found | None:
    for one in PLACE_PREPOSITION.finditer(source.folded, max(0, start - 1), stop):
        at = one.end()
        if source.text[one.start() : at].strip(" ,;").isupper():
            continue
        if (
            not (source.text[at : at + 1].isupper() or PLACE_WORD.match(source.folded, at))
            or source.text[at : at + 1].isdigit()
        ):
            continue
        end = PLACE_END.search(source.folded, at, stop)
        return short_place(source, at, end.start() if end else stop)
    return None
