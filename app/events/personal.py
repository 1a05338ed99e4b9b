"""What the tables of events hold of people: those who are named on the page of an event."""

from app.core.database.columns import table_of
from app.core.personal import Data, Erased, Ground, Kept, Personal, Purpose, declare, of_person, same
from app.events.agenda_models import AgendaItem
from app.events.models import (
    Event,
    EventChange,
    EventPerson,
    EventSession,
    Meeting,
    RoundTable,
    RoundTableInvitation,
    Venue,
)
from app.events.programme_models import ProgrammeItem, ProgrammePerson

NAMED = Personal(Data.MEMBERSHIPS, Purpose.COOPERATION, Ground.PUBLIC_TASK, Kept.PEOPLE)

declare(Venue, other=("name", "address", "room", "online_url"))
declare(
    Event,
    other=(
        "title",
        "description",
        "reminder_days",
        "form_fields",
        "past_fields",
        "undated_sessions",
        "last_told",
        "stay",
        "cancel_reason",
        "folded_text",
    ),
)
declare(EventSession, other=("note",))
declare(EventChange, other=("what", "from_value", "to_value"))
declare(RoundTable, other=("required_roles",))
declare(RoundTableInvitation, other=("role",))
declare(Meeting)
declare(
    AgendaItem,
    same(NAMED, "presenter_id", "presenter_name"),
    other=("title", "text", "origin_type"),
    rows=of_person(table_of(AgendaItem).c.presenter_id),
    shown=("event_id",),
)
declare(ProgrammeItem, other=("title", "attachment_ids"))
declare(
    ProgrammePerson,
    same(NAMED, "person_id", "name"),
    rows=of_person(table_of(ProgrammePerson).c.person_id),
    erased=Erased.DELETED,
    shown=("item_id", "role"),
)
declare(
    EventPerson,
    same(NAMED, "person_id", "user_id", "name"),
    rows=of_person(table_of(EventPerson).c.person_id),
    erased=Erased.DELETED,
    shown=("event_id", "role"),
)
