"""Deadlines that belong to no one in particular: sentences that ask for something until a day."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from app.minutes.parsing.due import LABELLED_DUE, day_at, until
from app.minutes.parsing.sentences import blocks_of, sentences_of
from app.minutes.parsing.shapes import TEXT_AT_MOST, Deadline
from app.minutes.parsing.source import Line, Source

OBLIGATION = re.compile(
    r"\b(?:pripomin\w*|podnet\w*|zasla\w*|zasil\w*|posil\w*|posla\w*|poslet\w*|posl(?:e|ou)|zasle|"
    r"rozesl\w*|zasl(?:et|ou)\w*|"
    r"odesla\w*|predlozi\w*|predklad\w*|dodat|dodejte|doda(?:t|ji|jte|ni|va\w*)?\b|odevzd\w*|"
    r"predaji|predat|predejte|vyplni\w*|"
    r"nahlasi\w*|zjisti\w*|prihlas\w*|prihlas\w*|"
    r"doplni\w*|podat|podav\w*|podani|lze|mozn[eyao]|platb\w*|se plati|zaplat\w*|vrat(?:i|te|it)|uhrad\w*|"
    r"nutne|nutno|(?:po)?treba|uzaverka|lhut\w*|"
    r"termin\w*|deadline|nejpozdeji|pripravi\w*|zpracova\w*|potvrd\w*|prosim\w*|zadost\w*|"
    r"bud(?:e|ou) \w+(?:an|en|it|ut)[aoyi]?|zapis(?:e|te|i|ou)|"
    r"navrhy|objedna\w*|sdeli\w*|hlaste|hlasi|prijim\w*|hlasit|vyuctova\w*)\b"
)
PAST = re.compile(
    r"\b(?:byl[aoiy]? (?:zaslan|odeslan|predlozen|podan|splnen|dokoncen|schvalen)\w*|"
    r"probehl\w*|uskutecnil\w*|prodlouzen\w*|trva\w?|potrva|(?<!se )plati|platn\w*|realizac\w*|"
    r"uzavren\w*|rekl\w?|uvedl\w?|chceme|chteji)\b"
)


def deadlines_of(
    source: Source, lines: list[Line], is_used: Callable[[int, int], bool], meeting: date | None
) -> Iterator[Deadline]:
    """Sentences that ask for something until a day, without an owner, where no other field was read."""
    for block in blocks_of(source, lines):
        for sentence in sentences_of(source, block.start, block.end):
            start, end = sentence
            found = until(source, start, end, meeting) or _labelled(source, start, end, meeting)
            said = source.folded[start:end]
            if (
                found is None
                or (meeting and found[0] < meeting)
                or is_used(start, end)
                or not OBLIGATION.search(said)
                or PAST.search(said)
            ):
                continue
            text = source.found(start, end, strip="-–*_•")
            if text and len(text.value) <= TEXT_AT_MOST:
                yield Deadline(text.value, found[0], text.start, text.end)


def _labelled(source: Source, start: int, end: int, meeting: date | None) -> tuple[date, int, int] | None:
    label = LABELLED_DUE.search(source.folded, start, end)
    if label is None or label.start() - start < 3 or not label[0].endswith(":"):
        return None
    found = day_at(source, label.end(), min(end, label.end() + 60), meeting)
    return (found[0], label.start(), found[1]) if found else None
