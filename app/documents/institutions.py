"""Institutions times rounds as a table for the office."""

from functools import partial

from sqlmodel import Session

from app.core.actor import Actor
from app.core.files.spreadsheets import Cell, Column, csv_bytes, xlsx
from app.core.text import Translator, translator
from app.courses.models import Series
from app.documents import facts
from app.documents.names import file_name
from app.invitations.institutions import institutions_of
from app.invitations.shapes import InstitutionsQuery, InstitutionView, RoundState

CONTEXT = "institutions"


def institutions_sheet(
    session: Session, actor: Actor, series_id: int, kind: str, lang: str, query: InstitutionsQuery
) -> tuple[bytes, str]:
    """The file and its name, filtered as the list is. `kind`: xlsx or csv."""
    found = institutions_of(session, actor, series_id, query)
    words = translator(lang)
    word = partial(words.pgettext, CONTEXT)
    columns = [
        Column(word("Institution")),
        *(Column(topic.title) for topic in found.topics),
        Column(word("Invited")),
        Column(word("Came")),
        Column(word("Never came")),
    ]
    rows = [_row(words, row) for row in found.results]
    paid = facts.project_facts(session, session.get_one(Series, series_id).project_id, lang)
    content = csv_bytes(columns, rows) if kind == "csv" else xlsx(columns, rows, found.title, paid.header)
    return content, file_name("instituce", found.title, None, kind)


def _row(words: Translator, row: InstitutionView) -> list[Cell]:
    states = [_state(words, cell.state) for cell in row.rounds]
    excluded = words.pgettext(CONTEXT, "yes") if row.never_came else ""
    return [row.name, *states, row.invited, row.came, excluded]


def _state(words: Translator, state: RoundState) -> str:
    word = partial(words.pgettext, CONTEXT)
    return {
        RoundState.CAME: word("came"),
        RoundState.REGISTERED: word("signed up"),
        RoundState.INVITED: word("invited, no answer"),
        RoundState.NOT_RECORDED: word("attendance not recorded"),
        RoundState.DID_NOT_COME: word("did not come"),
        RoundState.DECLINED: word("declined"),
        RoundState.NOT_INVITED: word("not invited"),
    }[state]
