"""Taking the name from the record of a person whose rows have to stay, as numbers of those who came."""

import sqlalchemy as sa
from sqlmodel import Session

from app.core.database.changes import no_change
from app.core.database.columns import table_of
from app.core.text import sort_key
from app.organisations.merge_rules import change
from app.organisations.people_models import Person
from app.registrations.seats import REGISTRATION

PERSON = table_of(Person)
NAMELESS = {
    "title_before": "",
    "first_name": "Vymazaná",
    "last_name": "osoba",
    "title_after": "",
    "folded_name": "",
    "sort_key": sort_key("osoba Vymazaná"),
}
"""What lists show in place of the name; the folded name is empty, so that no name finds it."""
REPRESENTED = {"organisation_id": None, "organisation_name": "", "position": ""}


def remove_names(session: Session, person_id: int) -> None:
    """The person has no name any more, and the registrations do not say for whom they were.

    The feed has told already that the person is gone.
    """
    nameless = sa.update(PERSON).where(PERSON.c.id == person_id).values(NAMELESS)
    session.connection().execute(no_change(nameless))
    own = sa.update(REGISTRATION).where(REGISTRATION.c.person_id == person_id)
    change(session, own.values(REPRESENTED), "updated", dict.fromkeys(REPRESENTED))
