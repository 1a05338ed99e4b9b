"""How a decision was voted: numbers behind or in front of their words, in words, or as a score."""

import re

from app.minutes.parsing.source import Source

SPELLED = {
    **dict.fromkeys(("nikdo", "zadny", "nula"), 0),
    **dict.fromkeys(("jeden", "jedna"), 1),
    **dict.fromkeys(("dva", "dve"), 2),
    **{
        word: number
        for number, word in enumerate(
            (
                *("tri", "ctyri", "pet", "sest", "sedm", "osm", "devet", "deset", "jedenact", "dvanact"),
                *("trinact", "ctrnact", "patnact", "sestnact", "sedmnact", "osmnact", "devatenact"),
            ),
            3,
        )
    },
}
COUNT = rf"(?:\d{{1,4}}|{'|'.join(SPELLED)})"
NUMBER = rf"(?P<n>{COUNT})\b(?!\s?%|[.,:] ?\d)"
COUNTED = rf"(?<![\d/.,])\b(?P<n>{COUNT})(?: hlas\w*| clen\w*)?(?: byl[aoiy]?| nebyl| se| nehlasoval)*"
SCORE_ALONE = re.compile(r"\(?(\d{1,3}) ?[-:/] ?(\d{1,3}) ?[-:/] ?(\d{1,3})\)?")
SCORE = re.compile(rf"(?:\bhlasov\w*\s?:?\s?|^|(?=\()){SCORE_ALONE.pattern}(?![\d:/-]|\.\d)")
"""`Hlasování: 5-0-1`, as everybody writes it: for, against, abstained."""
BEHIND = {
    "for": re.compile(rf"\bpro(?: navrh\w?| usneseni)?(?: hlasoval\w*)?\s?[:=-]?[\s|(]{{0,8}}{NUMBER}"),
    "against": re.compile(rf"\bproti(?: navrhu)?\s?[:=-]?[\s|(]{{0,8}}{NUMBER}"),
    "abstained": re.compile(
        rf"\b(?:se )?zdrzel\w*(?: se)?(?: hlasovani)?\s?[:=-]?[\s|(]{{0,8}}{NUMBER}|"
        rf"\bzdrz\.?\s?[:=-]?\s?{NUMBER.replace('<n>', '<m>')}"
    ),
}
"""The number behind its word, as in `pro: 5`."""
BEFORE = {
    "for": re.compile(
        rf"{COUNTED} (?:pro|ano)\b|\b(?:prijat|schvalen|odsouhlasen)\w{{0,2}} (?P<m>{COUNT}) hlas(?:y|u|em)\b"
    ),
    "against": re.compile(rf"{COUNTED} (?:proti|ne)\b"),
    "abstained": re.compile(rf"{COUNTED} (?:ne)?(?:se )?(?:ne)?zdrzel\w*"),
}
"""The number in front of its word, as in `5 pro`."""
IN_WORDS = {
    name: re.compile(rf"\b(?P<n>{'|'.join(SPELLED)})(?: clen\w*)?(?: byl\w?| nebyl| se)* (?:ne)?{word}")
    for name, word in {"for": r"pro\b", "against": r"proti\b", "abstained": "(?:ne)?zdrzel"}.items()
}
"""`jeden se zdržel` behind a number of those for."""
UNANIMOUS = re.compile(
    r"\b(?:jednomysln\w*|jednohlasn\w*|vsemi hlasy|vsichni pro|pro vsichni|vsichni pritomni pro)\b"
)
VOTING = re.compile(
    r"\(?(?:(?:vysledek )?(?:hlasovani|hlasovano|hlasoval[aoi])\b|pro ?[:=-]? ?\d|"
    r"\d{1,3} hlas\w* (?:pro|ano)\b|\d{1,3} ?: ?\d{1,3} ?: ?\d{1,3}\b|"
    rf"pro hlasoval\w* \d|pro vsichni\b|pro (?:{'|'.join(SPELLED)})(?: clen\w*| hlas\w*)?[,;] )"
)
VOTE_ROW = re.compile(r"(?:pro|proti|zdrzel\w*(?: se)?|nehlasoval\w*)\s?:?[\s|]*(?:$|\(?\d)")
"""A line of a vote that takes several: `pro:`, and below it how many and who."""
PERCENT = re.compile(r"\bpro ?[:=-]? ?\d[\d,. ]*%")
SAYS_VOTE = re.compile(r"\bhlasov|\bpro ?[:=]|\(\d+ (?:hlas\w* |clen\w* )?pro\b")


def votes_at(source: Source, start: int, end: int) -> tuple[dict[str, int | None] | None, bool, int]:
    """The numbers, whether all agreed, and where in the text that ends."""
    end = min(end, start + 3_000)
    votes: dict[str, int | None] = {"for": None, "against": None, "abstained": None}
    last = start
    behind = BEHIND["for"].search(source.folded, start, end)
    before = BEFORE["for"].search(source.folded, start, end)
    first = BEFORE if before and (behind is None or before.start() < behind.start()) else BEHIND
    for name in votes:
        found = first[name].search(source.folded, start, end)
        if found is None and first is BEHIND:
            found = IN_WORDS[name].search(source.folded, start, end)
        if found:
            said = next(one for one in found.groups() if one)
            votes[name] = int(said) if said.isdigit() else SPELLED[said]
            last = max(last, found.end())
    score = SCORE.search(source.folded[start:end])
    if score and votes["for"] is None:
        votes = {name: int(score[number]) for number, name in enumerate(votes, 1)}
        last = max(last, start + score.end())
    unanimous = UNANIMOUS.search(source.folded, start, end)
    if unanimous:
        last = max(last, unanimous.end())
    if PERCENT.search(source.folded, start, end):
        return None, unanimous is not None, last
    given = sum(one is not None for one in votes.values())
    known = votes if given > 1 or (given == 1 and SAYS_VOTE.search(source.folded, start, end)) else None
    return known, unanimous is not None, last
