"""Tasks that a decision gives: `Rada ukládá tajemníkovi předložit návrh. T: 31. 10., Z: tajemník`."""

import re
from collections.abc import Iterator
from datetime import date

from app.minutes.parsing.decisions import Decision
from app.minutes.parsing.due import LABELLED_DUE, day_at, until
from app.minutes.parsing.owners import OWNER, VERB_FORM, owner_at
from app.minutes.parsing.shapes import TRAIL, Task
from app.minutes.parsing.source import Source, fold_each

CHARGES = re.compile(
    rf"\b(?:uklada|ulozil[aoiy]?|poveruj[ei]|"
    rf"poveril[aoiy]?)\s+(?P<who>[^.;:\n]{{3,80}}?)\s(?P<what>{VERB_FORM})"
)
CHARGE = re.compile(r"\b(?:uklada|ulozil[aoiy]?|poveruje|poveril[aoiy]?)\b[^:]*:")
CHARGED = re.compile(rf"(?P<who>[^.;:\n]{{3,80}}?)\s(?P<what>{VERB_FORM})")
CHARGED_ABOVE = re.compile(r"\b(?:uklada|poveruje) (?P<who>[^.:;\n]{3,80}):")
WHAT = re.compile(rf"(?P<what>{VERB_FORM})")
NEXT = re.compile(r"\n\s*\n|\n\s*(?:usneseni|bod|ad|k bodu)\b|\n\s*\d{1,2}[.)]")


def charges_of(source: Source, decisions: list[Decision], meeting: date | None) -> Iterator[Task]:
    """Only of decisions that name a deadline or somebody who answers for it."""
    for place, decision in enumerate(decisions):
        end = decision.words_end
        said = CHARGES.search(source.folded, decision.start, end)
        whose = said
        if decision.listed and CHARGE.search(fold_each(decision.text)):
            said = whose = CHARGED.match(source.folded, decision.start, end)
            if said is None and (whose := _above(source, decision)):
                said = WHAT.match(source.folded, decision.start, end)
        if said is None or whose is None:
            continue
        following = decisions[place + 1].start if place + 1 < len(decisions) else len(source.text)
        stop = min(decision.end + 300, following)
        gap = NEXT.search(source.folded, end, stop)
        stop = gap.start() if gap else stop
        mark = OWNER.search(source.folded, end - 1, stop)
        label = LABELLED_DUE.search(source.folded, said.start("what"), stop)
        limit = until(source, said.start(), end, meeting)
        day = day_at(source, label.end(), min(stop, label.end() + 60), meeting) if label else None
        due = day[0] if day else limit[0] if limit else None
        owner = owner_at(source, mark.end(), stop) if mark else None
        text = source.found(said.start("what"), min(end, label.start()) if label else end, strip=TRAIL)
        if text and (due or owner):
            owner = owner or source.found(*whose.span("who"), strip=TRAIL)
            start = min(decision.start, owner.start) if owner else decision.start
            yield Task(text.value, owner, due, start, max(end, owner.end if owner else 0))


def _above(source: Source, decision: Decision) -> re.Match[str] | None:
    """Who is charged in the heading of the list: `Výbor ukládá předsedovi:`."""
    *_, last = [None, *CHARGED_ABOVE.finditer(source.folded, max(0, decision.start - 1_000), decision.start)]
    return last
