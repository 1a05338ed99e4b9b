"""Names of people in the text that would be published: a help for those who check it."""

import re

from sqlmodel import Session, col, select

from app.core.text import fold
from app.events.models import Event
from app.minutes import content
from app.minutes.models import Minutes
from app.minutes.views import FoundName, FoundNames
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupMember
from app.registrations.models import Registration

SHORTEST = 4
"""Letters of a surname; shorter ones are found in too many words."""


def find_names(session: Session, minutes: Minutes) -> FoundNames:
    """Surnames of participants and members, also in their other cases, with the items that hold them."""
    words = content.words_of(content.items_of(session, minutes.id), public=True)
    texts = [(title, fold(f"{title}\n{text}")) for title, text in words]
    found = []
    for person in _people(session, minutes):
        stem = re.compile(rf"\b{re.escape(_stem(person.last_name))}\w{{0,4}}\b")
        items = [title for title, text in texts if stem.search(text)]
        if items:
            found.append(FoundName(name=f"{person.first_name} {person.last_name}", items=items))
    return FoundNames(names=found)


def _stem(surname: str) -> str:
    """What the cases of a Czech surname share: `novakova` and `novakove`, `vrba` and `vrby`."""
    folded = fold(surname)
    return folded[:-1] if len(folded) > SHORTEST and folded[-1] in "aeiyo" else folded


def _people(session: Session, minutes: Minutes) -> list[Person]:
    signed_up = select(col(Registration.person_id)).where(col(Registration.event_id) == minutes.event_id)
    group = select(col(Event.group_id)).where(col(Event.id) == minutes.event_id).scalar_subquery()
    members = select(col(GroupMember.person_id)).where(col(GroupMember.group_id) == group)
    statement = select(Person).where(col(Person.id).in_(signed_up) | col(Person.id).in_(members))
    people = session.exec(statement.order_by(col(Person.sort_key), col(Person.id))).all()
    return [person for person in people if len(person.last_name) >= SHORTEST]
