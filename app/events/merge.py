"""Rules of merging for events: the people named at them, and their organisations."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.database.columns import table_of
from app.events.agenda_models import AgendaItem
from app.events.models import Event, EventPerson, RoundTableInvitation
from app.events.programme_models import ProgrammePerson
from app.events.schedule_revision import update_listing
from app.organisations.merge_rules import Pair, Step, change, repoint, repointed, rule

NAMED, EVENT, INVITED = table_of(EventPerson), table_of(Event), table_of(RoundTableInvitation)


def _named_twice(pair: Pair) -> sa.Select[tuple[int]]:
    """The duplicate where the person is named at the same event in the same role."""
    own = NAMED.alias("own")
    same = sa.exists().where(
        own.c.person_id == pair.kept_id, own.c.event_id == NAMED.c.event_id, own.c.role == NAMED.c.role
    )
    return sa.select(NAMED.c.id).where(NAMED.c.person_id == pair.gone_id, same)


@rule(
    EventPerson,
    "person_id",
    "Facilitators, lecturers and other named people stay named under the name they had; nobody is named "
    "twice in one role.",
    twice=_named_twice,
    parent=(Event, "event_id"),
)
def merge_named(session: Session, pair: Pair) -> None:
    """A login that only the second entry has goes to the first one: it gives the right to attendance."""
    twice = session.exec(select(EventPerson).where(col(EventPerson.id).in_(_named_twice(pair)))).all()
    for goes in twice:
        same = select(EventPerson).where(
            EventPerson.event_id == goes.event_id,
            EventPerson.role == goes.role,
            EventPerson.person_id == pair.kept_id,
        )
        stays = session.exec(same.order_by(col(EventPerson.position), col(EventPerson.id))).first()
        if stays is None or (stays.user_id and goes.user_id not in (None, stays.user_id)):
            continue
        stays.user_id = stays.user_id or goes.user_id
        session.delete(goes)
    session.flush()
    repoint(session, NAMED.c.person_id, pair)


def _list_again(session: Session, pair: Pair, steps: list[Step]) -> None:
    _tell_schedule(session, [step.key["id"] for step in steps])


@rule(
    Event,
    "organiser_id",
    "Events of the duplicate are events of the organisation, in the public schedule too.",
    take_back=_list_again,
)
def merge_organiser(session: Session, pair: Pair) -> None:
    ids = list(
        session.connection().scalars(sa.select(EVENT.c.id).where(EVENT.c.organiser_id == pair.gone_id))
    )
    repoint(session, EVENT.c.organiser_id, pair)
    _tell_schedule(session, ids)


def _tell_schedule(session: Session, ids: list[int]) -> None:
    session.expire_all()
    for event in session.exec(select(Event).where(col(Event.id).in_(ids)).order_by(col(Event.id))):
        if event.is_public:
            update_listing(session, event)
    session.flush()


repointed(
    AgendaItem,
    "presenter_id",
    "Those who present a point of an agenda stay named under the name they had.",
    parent=(Event, "event_id"),
)


repointed(
    ProgrammePerson,
    "person_id",
    "Speakers and moderators stay named in programmes under the name they had.",
)


@rule(
    RoundTableInvitation,
    "organisation_id",
    "Organisations named at a round table stay named; each is named once.",
    parent=(Event, "event_id"),
)
def merge_invited(session: Session, pair: Pair) -> None:
    own = sa.select(INVITED.c.event_id).where(INVITED.c.organisation_id == pair.kept_id)
    twice = sa.delete(INVITED).where(INVITED.c.organisation_id == pair.gone_id, INVITED.c.event_id.in_(own))
    change(session, twice, "deleted")
    repoint(session, INVITED.c.organisation_id, pair)
