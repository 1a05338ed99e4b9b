"""The answer of `POST /minutes/parse`: the proposal, with the people of a partnership who may be meant."""

from sqlalchemy.orm import selectinload
from sqlmodel import Session

from app.core.actor import Actor
from app.core.database.columns import rel
from app.core.errors import Forbidden, Invalid
from app.core.web import access_log
from app.minutes.parsing.match import Directory, Spelling
from app.minutes.parsing.parse import Proposal, parse
from app.minutes.parsing.source import Found
from app.minutes.parsing.views import (
    LONGEST,
    ParsedDeadline,
    ParsedDecision,
    ParsedField,
    ParsedMinutes,
    ParsedNextMeeting,
    ParsedPerson,
    ParsedTask,
    ParsedVotes,
    PersonMatch,
)
from app.organisations.people import visible_people
from app.organisations.people_models import Person, PersonQuery, full_name


def propose(session: Session, actor: Actor, text: str, partnership_id: int | None) -> ParsedMinutes:
    """Who asks for matches has to read the people of that partnership."""
    if not text.strip():
        raise Invalid("#/text", "required")
    if len(text) > LONGEST:
        raise Invalid("#/text", "too_long", max_length=LONGEST)
    directory = None if partnership_id is None else _directory(session, actor, partnership_id)
    found = parse(text)
    answer = _Answer(directory)
    view = answer.view(text, found)
    access_log.seen(session, answer.people)
    return view


def _directory(session: Session, actor: Actor, partnership_id: int) -> Directory:
    if not actor.reads(partnership_id):
        raise Forbidden()
    people = visible_people(actor, PersonQuery(partnership=partnership_id)).options(
        selectinload(rel(Person.spellings))
    )
    spellings: list[Spelling] = []
    for person in session.exec(people):
        names = (full_name(person), *person.aliases)
        spellings += [Spelling(person.id or 0, name) for name in names]
    return Directory(spellings)


class _Answer:
    """Makes the views; `people` are those whom it names."""

    def __init__(self, directory: Directory | None) -> None:
        self.directory = directory
        self.people: set[int] = set()

    def view(self, text: str, found: Proposal) -> ParsedMinutes:
        following = found.next_meeting
        return ParsedMinutes(
            text=text,
            date=_field(found.date),
            starts=_field(found.starts),
            ends=_field(found.ends),
            place=_field(found.place),
            group=_field(found.group),
            minute_taker=self._person(found.minute_taker) if found.minute_taker else None,
            next_meeting=following
            and ParsedNextMeeting(
                starts_at=following.starts_at, place=following.place, span=(following.start, following.end)
            ),
            present=list(map(self._person, found.present)),
            excused=list(map(self._person, found.excused)),
            guests=list(map(self._person, found.guests)),
            agenda=[ParsedField(value=one.value, span=(one.start, one.end)) for one in found.agenda],
            decisions=[
                ParsedDecision(
                    text=one.text,
                    votes=ParsedVotes.model_validate(one.votes) if one.votes else None,
                    unanimous=one.unanimous,
                    span=(one.start, one.end),
                )
                for one in found.decisions
            ],
            tasks=[
                ParsedTask(
                    text=one.text,
                    owner=one.owner.value if one.owner else None,
                    owner_match=self._match(one.owner.value) if one.owner else None,
                    due=one.due,
                    span=(one.start, one.end),
                )
                for one in found.tasks
            ],
            deadlines=[
                ParsedDeadline(text=one.text, due=one.due, span=(one.start, one.end))
                for one in found.deadlines
            ],
        )

    def _person(self, one: Found) -> ParsedPerson:
        return ParsedPerson(value=one.value, span=(one.start, one.end), match=self._match(one.value))

    def _match(self, name: str) -> PersonMatch | None:
        found = self.directory.match(name) if self.directory else None
        if found is None:
            return None
        self.people.add(found.person_id)
        return PersonMatch(person_id=found.person_id, score=found.score)


def _field(one: Found | None) -> ParsedField | None:
    return ParsedField(value=one.value, span=(one.start, one.end)) if one else None
