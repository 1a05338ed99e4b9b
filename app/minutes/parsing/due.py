"""The day until which something is to be done."""

import re
from datetime import date

from app.minutes.parsing.dates import ORDINAL, days_in, end_of_month
from app.minutes.parsing.source import Source

LABELLED_DUE = re.compile(
    r"(?:(?<=\s)|(?<=[(,;.|\[-])|^)(?:termin(?: splneni| plneni)?|deadline|lhuta|t\.?|do kdy|splnit do|do) ?:"
    r"|(?<=[\s,;(])termin (?=\d|do |konec)"
)
UNTIL = re.compile(
    rf"\b(?:nejpozdeji )?do(?: |\s{{1,2}}(?=\d))(?=\d{{1,2}}\.|{ORDINAL} |konce |"
    r"(?:pondeli|utery|stredy|ctvrtka|patku|soboty|nedele) \d)|"
    r"\bnejpozdeji (?=\d{1,2}\.)|\bk (?=\d{1,2}\. ?\d)"
)
FROM = re.compile(r"\bod (?:[^.;\n]{1,40}|\d{1,2}\.[^;\n]{0,20})$")


def until(source: Source, start: int, end: int, meeting: date | None) -> tuple[date, int, int] | None:
    """The day behind the first `do`, with the place of the words; none of a span of days."""
    for one in UNTIL.finditer(source.folded, start, end):
        if FROM.search(source.folded, max(start, one.start() - 60), one.start()):
            continue
        found = day_at(source, one.end(), min(end, one.end() + 40), meeting)
        if found:
            return found[0], one.start(), found[1]
    return None


def day_at(source: Source, start: int, end: int, meeting: date | None) -> tuple[date, int] | None:
    """The day right here, with its end in the text. Without a year it is the first one after the meeting."""
    month = end_of_month(source.folded, start, end, meeting)
    found = next(days_in(source.folded, start, end), None)
    if month and month[1] - start < 12 and (found is None or month[1] <= found.start):
        return month[0], month[2]
    if found is not None and found.start - start < 12:
        value = found.after(meeting)
        return (value, found.end) if value and (meeting is None or found.year or value >= meeting) else None
    return None
