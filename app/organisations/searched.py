"""People and organisations in the search."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlmodel import col, select

from app.core import text
from app.core.actor import Actor
from app.core.database.columns import rel
from app.core.database.search_index import RANKED
from app.core.searched import Branch, Searched, all_words, register
from app.organisations.models import Organisation
from app.organisations.people import visible_people
from app.organisations.people_models import Person, PersonAlias, PersonQuery
from app.organisations.service import visible_organisations


def _people(actor: Actor, q: str) -> Sequence[Branch]:
    """By name and address, which have an index, and by other spellings, of which there are few."""
    found, words = visible_people(actor, PersonQuery(q=q)), text.search_words(q)
    respelled = sa.or_(*all_words(col(PersonAlias.folded_name), q))
    by_spelling = select(PersonAlias.person_id).where(respelled).limit(RANKED)
    return [(found, words), (found.where(col(Person.id).in_(by_spelling)), ())]


def _organisations(actor: Actor, q: str) -> Sequence[Branch]:
    visible, folded = visible_organisations(actor), text.fold(q)
    named = visible.where(*all_words(col(Organisation.folded_name), q))
    return [
        (named, text.search_words(q)),
        (visible.where(col(Organisation.ico).startswith(folded, autoescape=True)), ()),
    ]


register(
    "person",
    Searched(
        Person,
        _people,
        lambda: [col(Person.sort_key), col(Person.id)],
        "people:read",
        "/people/{id}",
        detail=lambda person: person.organisation_name or person.email or "",
        options=(joinedload(rel(Person.organisation)),),
    ),
)
register(
    "organisation",
    Searched(
        Organisation,
        _organisations,
        lambda: [col(Organisation.sort_key), col(Organisation.id)],
        "organisations:read",
        "/organisations/{id}",
        detail=lambda organisation: organisation.ico or "",
    ),
)
