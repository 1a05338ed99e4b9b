"""Decisions and how they were voted. A proposal that did not pass is none."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.minutes.parsing.decision_tables import rows_of
from app.minutes.parsing.due import LABELLED_DUE
from app.minutes.parsing.headed import headed
from app.minutes.parsing.labels import Section
from app.minutes.parsing.owners import OWNER
from app.minutes.parsing.sentences import RESOLVES, Block, Sentence, blocks_of, sentences_of
from app.minutes.parsing.source import Found, Line, Source
from app.minutes.parsing.task_items import TASK
from app.minutes.parsing.votes import SCORE, SCORE_ALONE, VOTE_ROW, VOTING, votes_at

TEXT_AT_MOST = 2_000
BODY = (
    r"(?:(?:[^\W\d_]{3,16}(?:ni|ska|cka|na|va|ci|ke) )?(?:skupina|komise|sdruzeni|"
    r"rada(?: mesta| obce| kraje)?|vybor|zastupitelstvo(?: mesta| obce| kraje)?|tym|"
    r"platforma|schuze|hromada|shromazdeni|predstavenstvo|predsednictvo|porada|konference|spolek)"
    r"|(?P<short>(?:"
    r"ps|rs|rps|zm|zo|zmc|rm|rmc|ro|pr|rp|br|vk|rv|vh|cs|sr|sv|dr|kv|fv)\b)|"
    r"clenove(?: komise| vyboru| rady| skupiny| ps| rs)?|"
    r"pritomni(?: clenove)?|ucastnici|starostove|zastupci)"
)
"""`short` only in capitals, as `ŘV`."""
DECIDES = (
    r"(?:schvaluj\w|schvalil[aoiy]?|neschvalil[aoiy]?|(?:bere|berou|vzal[aoiy]?)(?: [^.\n]{1,80})? na vedomi|"
    r"(?:ne)?doporucuj\w|doporucil[aoiy]?|uklada|ulozil[aoiy]?|rozhodl[aoiy]?|"
    r"souhlasi|souhlasil[aoiy]?|zvolil[aoiy]?|voli|jmenuje|jmenoval[aoiy]?|povereje|"
    r"poveril[aoiy]?|poveruje|zrizuje|zridil[aoiy]?|vydava|stanovuje|stanovil[aoiy]?|revokuje|"
    r"rusi|odvolava|povoluje|"
    r"neschvaluj\w|navrhuj\w|navrhl\w?|odsouhlasil[aoiy]?|usnesl[aoiy]? se|"
    r"se usnesl[aoiy]?|se dohodl[aoiy]?|"
    r"dohodl[aoiy]? se|se shodl[aoiy]?|shodl[aoiy]? se|prijal[aoiy]?|vybral[aoiy]?|urcil[aoiy]?|"
    r"urcuje|pridelil[aoiy]?|prideluje|udelil[aoiy]?|"
    r"udeluje|potvrdil[aoiy]?|potvrzuje|zamita|zamitl[aoiy]?|vyhlasuje|vyhlasil[aoiy]?)"
)
SENTENCE = re.compile(
    rf"(?:[^\w\n]*(?:c\. ?\d+\s?[:.]?\s?)?)(?:dnesni |vsichni )?{BODY}(?:[^.\n]{{1,80}}?)?\s{DECIDES}\b"
    rf"|\s*(?:bylo|byl|byla) (?:jednomyslne |jednohlasne )?(?:schvalen|odsouhlasen|rozhodnut|"
    rf"zvolen|dohodnut)[aoy]?\b"
)
PROPOSES = re.compile(r"\bnavrh(?:uj\w|l\w?)\b")
"""Decides nothing without a vote."""
OF_ABOVE = re.compile(
    r"\W*(?:(?:toto|tento|tedy|dany|predlozen\w+) )?(?:(?:proti)?navrh|"
    r"usneseni)?(?: usneseni)?(?: c\. ?\S+)?\W*"
)
"""In front of `nebylo přijato`, when that is said of the decision above and of nothing else."""
PROPOSED = re.compile(r"\s*navr(?:h(?: na [^:]{2,40})?:|zen\w{0,2} (?:byl|je|jsou)|hl\w? )")
"""In front of a vote; what was decided follows it."""
NEGATED = re.compile(
    r"\b(?:nebyl\w? (?:prijat|schvalen|odsouhlasen)\w*|neprijat\w*|neschvalen\w*|"
    r"neschvalil\w*|zamitnut\w*|nepros\w+)\b"
)
ADOPTED = re.compile(
    r"\b(?:(?:usneseni|navrh)?[^.\n]{0,40}\b(?:byl\w? |bylo )?(?:prijat|schvalen|odsouhlasen)[aoy]?)\b"
)
NUMBERED = re.compile(
    r"(?:usneseni|rozhodnuti)(?: (?:(?!ze? )\w{2,3}|komise|rady))? ?(?:(?:c\.|"
    r"cislo) ?)?(?P<number>[\w/]{0,6}\d[\w/.-]{0,18})\s*[:–.-]{0,2}(?=\s|$)\s*(?:(?:ze|"
    r"ze dne) [\d. ]{6,14}:?\s*)?"
)
BEFORE = re.compile(r"\busnesenim (?:c\.|cislo|ze dne) ?\d")
"""Tells of a resolution that somebody made before: `Zastupitelstvo plán schválilo usnesením č. 412`."""
SETTLED = re.compile(r"[\s–:)-](?:ne)?(?:splnen[oay]?|trva|plni se|probiha|zruseno|v plneni)[\s.]*$")
"""Behind a decision of an earlier meeting."""
INTRODUCES = re.compile(r"(?: a|:|,)$")
"""`Rada projednala zprávu a`, above what it decided."""
CODE = re.compile(r"(?:[a-z]{1,4} ?\d{1,4}|\d{1,3}/\d{1,4})/\d{1,4}(?:/\d{2,4})?\s?[:.-]?\s+(?=[^\W\d])")
"""`ŘS 2/1/2018` or `5/1/2023` in front of what was decided."""
OF_MEETING = re.compile(r"ze? (?:\d{1,3}\. ?)?(?:\w+ )?(?:jednani|schuz|zasedani|setkani)\w* ")
"""Behind `Usnesení č. 18` in a title."""
VERB_FIRST = re.compile(
    r"(?:ne)?(?:schvaluje|bere na vedomi|doporucuje|uklada|poveruje|jmenuje|stanovuje|vydava|"
    r"revokuje|zrizuje)\s"
)
"""An item of a resolution below the name of who decides."""
HEADING = re.compile(
    rf"(?:{BODY}(?:[^.:]{{1,80}}?)?\s|bylo )?(?:po projednani )?"
    r"(?:(?:ne)?schvaluj\w|(?:ne)?schvalil[aoiy]?|(?:bere|berou|vzal[aoiy]?) na vedomi|(?:ne)?doporucuj\w|"
    r"(?:ne)?doporucil[aoiy]?|uklada|ulozil[aoiy]?|zvolil[aoiy]?|jmenuje|jmenoval[aoiy]?|poveruje|"
    r"poveril[aoiy]?|zrizuje|vydava|stanovuje|odsouhlasil[aoiy]?|schvaleno|odsouhlaseno|souhlasi s)"
    r"(?:(?: [^\s.:]+){0,6} ?:)?"
)
"""`Výbor schválil:` or `schvaluje`, above a list of what it is."""
LEAD = re.compile(r"\s*(?:[^\n:.]{3,30}: |[^\n:]{3,80}? - )")
LABELLED = re.compile(
    r"(?:usneseni|rozhodnuti|zaver)\s?:\s*|(?:rozhodnuto|schvaleno|dohodnuto|odsouhlaseno)\s?:\s*"
)
PASSED = re.compile(r"\bbyl[aoiy]? (?:\w+ )?(?:schvalen|odsouhlasen|prijat|zvolen)[aoyi]?\b")
"""A decision where a vote stands below."""
OF_ALL = re.compile(r"\bvse(?:ch|m)\b")
BESIDE = re.compile(rf"(?:{VOTING.pattern}|{OWNER.pattern}|{LABELLED_DUE.pattern})")
"""What may stand between two items of such a list."""
TRAIL = " \t-–—,;:(|[*_"


class Decision(NamedTuple):
    """`votes` has `for`, `against` and `abstained` with null for a number that is not given.

    `words_end`: where its own words end, before the votes. `listed`: those of a heading come before them.
    """

    text: str
    votes: dict[str, int | None] | None
    unanimous: bool
    start: int
    end: int
    words_end: int
    listed: bool = False


def decisions_of(source: Source, sections: list[Section]) -> list[Decision]:
    """Those under `Usnesení`, numbered ones, and sentences by which a body decides."""
    found: list[Decision] = []
    for section in sections:
        rows = list(rows_of(source, section.lines))
        if rows:
            found += filter(None, (_of_row(source, *row) for row in rows))
            continue
        listed = section.kind in ("decisions", "proposal")
        reading = _Reading(source, proposal=section.kind == "proposal")
        if listed and section.inline < section.line.end:
            reading.take_whole(section.inline, section.line.end)
        elif listed and section.label:
            reading.expects = True
        for one in headed(source, _with_votes(source, section.lines), HEADING, BESIDE):
            if one.begins:
                reading.begin_list()
            elif one.heading is not None:
                reading.take_item(one.block, one.heading)
            else:
                reading.take(one.block, listed)
        found += reading.finish()
    return [one for one in found if len(one.text) <= TEXT_AT_MOST][:500]


def _with_votes(source: Source, lines: list[Line]) -> Iterator[Block]:
    """Paragraphs and items; the lines of a vote that takes several are one of them."""
    vote: list[Line] = []
    inside = False
    """Below `pro:`, where the number stands in brackets."""
    for block in blocks_of(source, lines):
        row = VOTE_ROW.match(source.folded, block.start, block.end)
        counted = inside and source.text[block.lines[0].start] == "("
        last = block.lines[-1]
        inside = VOTE_ROW.match(source.folded, last.body, last.end) is not None
        if vote and (row or counted):
            vote += block.lines
            continue
        if vote:
            yield Block(tuple(vote))
        begins = VOTING.match(source.folded, block.start, block.end) is not None
        vote = list(block.lines) if begins else []
        if not begins:
            yield block
    if vote:
        yield Block(tuple(vote))


def _of_row(source: Source, decided: Found, cells: tuple[int, int]) -> Decision | None:
    """Not what was voted down, and without a vote only what a body says that it decides."""
    votes, unanimous, last = votes_at(source, *cells)
    passed = unanimous or (votes and (votes["for"] or 0) > (votes["against"] or 0))
    said = SENTENCE.match(source.folded, decided.start, decided.end)
    if NEGATED.search(source.folded, decided.start, decided.end) or not (passed or (said and not votes)):
        return None
    return Decision(decided.value, votes, unanimous, decided.start, max(decided.end, last), decided.end)


class _Reading:
    """One section: a decision waits for the vote below it."""

    def __init__(self, source: Source, proposal: bool) -> None:
        self.source, self.proposal = source, proposal
        self.found: list[Decision] = []
        self.open: Decision | None = None
        self.adopted = False
        self.expects = False
        self.list_from = self.voted = 0
        self.passed: Sentence | None = None
        self.loose: Sentence | None = None

    def begin_list(self) -> None:
        self._close()
        self.list_from, self.expects = len(self.found), False

    def take_item(self, block: Block, heading: Found) -> None:
        """The words of the heading belong to each of its items."""
        self.take_whole(block.start, block.end)
        if self.open is not None:
            self.open = self.open._replace(text=f"{heading.value}: {self.open.text}", listed=True)

    def take(self, block: Block, listed: bool) -> None:
        source, start, end = self.source, block.start, block.end
        folded = source.folded[start:end]
        number = NUMBERED.match(folded)
        label = LABELLED.match(folded)
        marks = OWNER.match(folded) or LABELLED_DUE.match(folded) or TASK.match(folded)
        if self._is_vote(folded, marked=marks is not None) and not number:
            self._vote(start, end)
        elif marks:
            return
        elif self._is_negated(folded[:200]):
            self.open = None
        elif number and not OF_MEETING.match(folded, number.end()):
            self._after_number(block, start + number.end(), folded)
        elif self.expects and INTRODUCES.search(folded):
            return
        elif self.expects:
            self.expects = bool(block.lines[0].mark)
            self.take_whole(start, end)
        elif label and label.end() < len(folded):
            self.take_whole(start + label.end(), end)
        elif (block.lines[0].mark and (listed or VERB_FIRST.match(folded))) or (
            RESOLVES.fullmatch(source.folded, start, block.lines[0].end) and len(block.lines) > 1
        ):
            self.take_whole(start, end)
        elif self._is_adopted(folded):
            self.adopted = True
            self._vote(start, end)
        else:
            self.expects = False
            self._sentences(start, end)

    def _is_vote(self, folded: str, *, marked: bool) -> bool:
        """The vote on what stands above it; behind a deadline only a score."""
        if marked:
            return self._waits() and SCORE.search(folded) is not None
        return VOTING.match(folded) is not None or SCORE_ALONE.fullmatch(folded) is not None

    def _is_adopted(self, folded: str) -> bool:
        """Whether a short line says that what stands above it passed."""
        return (
            self.open is not None
            and len(folded) < 80
            and bool(ADOPTED.match(folded))
            and not NEGATED.search(folded)
        )

    def _is_negated(self, folded: str) -> bool:
        """Whether a line says that what stands above it did not pass, and nothing else."""
        negated = NEGATED.search(folded)
        return (
            self.open is not None
            and negated is not None
            and OF_ABOVE.fullmatch(folded, 0, negated.start()) is not None
        )

    def _after_number(self, block: Block, start: int, folded: str) -> None:
        if NEGATED.search(folded[start - block.start :]) or re.match(
            r"(?:bylo|nebylo) ", folded[start - block.start :]
        ):
            self.open = None if NEGATED.search(folded) else self.open
            return
        if ADOPTED.match(folded[start - block.start :]) and self.open is not None:
            return
        if start < block.end:
            self.take_whole(start, block.end)
        else:
            self._close()
            self.expects = True

    def take_whole(self, start: int, end: int) -> None:
        """A decision behind its number and up to its vote."""
        code = CODE.match(self.source.folded, start, end)
        start = code.end() if code else start
        self._close()
        self.passed = None
        self.adopted = not self.proposal
        stop = re.search(
            r"\s*\(\d+ ?[-:/] ?\d+ ?[-:/] ?\d+\)|\s*\((?:vsichni|jednohlas|jednomysl)|"
            r"[\s(\[–-]*(?:\b(?:vysledek )?hlasovani\b|\b(?:schvaleno|prijato|"
            r"odsouhlaseno) (?:jednomysl|jednohlas|vsemi)|\d+ (?:hlas\w* )?pro\b|"
            r"\bpro ?[:=-]? ?\d+[,.]?\s*(?:/|;|"
            r"proti))",
            self.source.folded[start:end],
        )
        text = self.source.found(start, start + stop.start() if stop else end, strip=TRAIL)
        if text is None or not re.search(r"[^\W\d_]{3}", text.value):
            return
        if NEGATED.search(self.source.folded, text.end, end) or SETTLED.search(
            self.source.folded, start, end
        ):
            return
        votes, unanimous, last = votes_at(self.source, text.end if stop else start, end)
        self.open = Decision(text.value, votes, unanimous, text.start, max(text.end, last), text.end)

    def _sentences(self, start: int, end: int) -> None:
        before, self.passed, self.loose = start, None, None
        for sentence in sentences_of(self.source, start, end):
            said = self.source.folded[sentence.start : sentence.end]
            if VOTING.match(said.strip()):
                unread = self.passed is None and (self.open is None or self.open.votes)
                if unread and before < sentence.start:
                    self._voted(before, sentence)
                else:
                    self._vote(sentence.start, sentence.end)
                before = sentence.end
                continue
            before = sentence.start
            if PASSED.search(said) and not (said.strip().startswith("usneseni") or self._waits()):
                self._close()
                self.passed = sentence
                vote = sentence if SCORE.search(said) else self.loose
                if vote is not None:
                    self._vote(vote.start, vote.end)
                    continue
            decides = self._decides(sentence.start, said[:300])
            if (
                decides is None
                or BEFORE.search(said)
                or NEGATED.search(said)
                or said.strip().endswith(("?", ":"))
            ):
                continue
            self.take_whole(sentence.start + decides, sentence.end)
            self.adopted = not PROPOSES.search(said[:300]) or (
                self.open is not None and self.open.votes is not None
            )

    def _waits(self) -> bool:
        """Whether the vote below is that of a decision which stands already."""
        return self.open is not None and self.open.votes is None and not self.open.listed

    def _voted(self, start: int, vote: Sentence) -> None:
        """A sentence of any wording with a vote right behind it that passed."""
        votes, _, _ = votes_at(self.source, vote.start, vote.end)
        if PROPOSED.match(self.source.folded, start):
            self.loose = vote
        elif votes and (votes["for"] or 0) > (votes["against"] or 0) and votes["against"] is not None:
            self.take_whole(start, vote.start)
            self._vote(vote.start, vote.end)

    def _decides(self, start: int, said: str) -> int | None:
        """Where a sentence of a body begins; a few words and a colon may stand in front of it."""
        lead = LEAD.match(said)
        at = lead.end() if lead else 0
        found = SENTENCE.match(said, at)
        if found is None:
            return None
        short = found["short"] and self.source.text[start + found.start("short") : start + found.end("short")]
        return at if not short or short.isupper() else None

    def _vote(self, start: int, end: int) -> None:
        if self.open is None and self.passed is not None:
            self.take_whole(*self.passed)
        self.passed = None
        if self.open is None:
            return
        if NEGATED.search(self.source.folded, start, end):
            self.open = None
            return
        self.adopted = self.adopted or ADOPTED.search(self.source.folded, start, end) is not None
        votes, unanimous, last = votes_at(self.source, start, end)
        if self.open.votes is None and (votes or unanimous):
            self.open = self.open._replace(
                votes=votes, unanimous=unanimous or self.open.unanimous, end=max(self.open.end, last)
            )
        if self.open.listed and votes:
            first = (
                self.voted
                if OF_ALL.search(self.source.folded, start, end)
                else max(self.voted, self.list_from)
            )
            self.found[first:] = [one._replace(votes=one.votes or votes) for one in self.found[first:]]
            self.voted = len(self.found)
        if votes and (votes["for"] or 0) > (votes["against"] or 0):
            self.adopted = self.adopted or votes["against"] is not None or votes["abstained"] is None
        if unanimous:
            self.adopted = True

    def _close(self) -> None:
        if self.open is not None and self.adopted:
            self.found.append(self.open)
        self.open = None

    def finish(self) -> list[Decision]:
        self._close()
        return self.found
