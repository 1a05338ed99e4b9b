"""Merging two records of one person: whose fields stay, and what is not chosen is written down."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from app.core import reactions
from app.core.actor import Actor
from app.core.database import records
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.text import fold
from app.organisations import merge
from app.organisations.merge_models import MergeWarning, PersonMerge, SharedEvent, Side
from app.organisations.merge_rules import Pair
from app.organisations.merge_views import PersonMergePreview
from app.organisations.people import SHOWN, derived, get_person, get_person_for_update, one
from app.organisations.people_models import (
    Affiliation,
    Person,
    PersonAlias,
    PersonDetail,
    PersonView,
)

FIELDS = (
    "title_before",
    "first_name",
    "last_name",
    "title_after",
    "email",
    "phone",
    "organisation_id",
    "position",
    "note",
)
NOTED = {"email": "E-mail", "phone": "Tel."}
"""What is not chosen goes into the note under these words, which both languages use."""
LONGEST_NOTE = 10_000
PLAINLY_TWO = 2
"""At so many events in the same hours only two people can be present; at one it may be a double entry."""


def preview_people(session: Session, actor: Actor, person_id: int, duplicate_id: int) -> PersonMergePreview:
    """Both records and what merging will do; nothing changes."""
    kept = records.get(session, one(actor, person_id).options(*SHOWN))
    _check_writer(actor, kept)
    found = session.exec(one(actor, duplicate_id).options(*SHOWN)).one_or_none()
    gone = _pair_of(kept, found, "?duplicate_id")
    chosen = _sides(kept, gone, {})
    return PersonMergePreview(
        kept=PersonView.of(kept),
        duplicate=PersonView.of(gone),
        differences=[
            merge.difference(
                kept, gone, name, side, both=name == "note" and bool(kept.note) and bool(gone.note)
            )
            for name, side in chosen.items()
        ],
        effects=merge.effects(session, Pair("person", kept.id, gone.id)),
        warnings=_warnings(session, Pair("person", kept.id, gone.id)),
        undo_days=merge.UNDO_DAYS,
    )


def merge_people(session: Session, actor: Actor, person_id: int, body: PersonMerge) -> PersonDetail:
    """The rows of the duplicate move to the person, its fields fill the empty ones, and it is deleted."""
    kept = get_person_for_update(session, actor, person_id, records.ANY_VERSION)
    wanted = select(Person).where(col(Person.id) == body.duplicate_id)
    found = session.exec(wanted.with_for_update(key_share=True)).one_or_none()
    gone = _pair_of(kept, found, "#/duplicate_id")
    pair = Pair("person", kept.id, gone.id)
    if not body.confirm:
        _check_one_person(session, pair)
    values = _joined(kept, gone, {str(name): side for name, side in body.take.items()})
    other = _other_affiliation(kept, gone, values)
    spelled = [f"{gone.first_name} {gone.last_name}", f"{kept.first_name} {kept.last_name}"]

    def fill() -> None:
        session.refresh(kept)
        kept.sqlmodel_update(values)
        kept.sqlmodel_update(derived(kept.first_name, kept.last_name, kept.email))
        session.add(kept)
        session.flush()
        _add_spellings(session, kept, spelled)
        _add_affiliation(session, kept, other)

    merge.merge(session, pair, gone, gone.name, fill)
    return get_person(session, actor, person_id)


def unmerge_people(session: Session, actor: Actor, person_id: int, merge_id: int | None) -> PersonDetail:
    get_person_for_update(session, actor, person_id, records.ANY_VERSION)
    merge.unmerge(session, "person", person_id, merge_id)
    return get_person(session, actor, person_id)


def _warnings(session: Session, pair: Pair) -> list[MergeWarning]:
    """Announced, because higher rooms know who was present and who is signed up."""
    present: list[SharedEvent] = []
    reactions.announce("presence_compared", session=session, pair=pair, events=present)
    both: list[SharedEvent] = []
    reactions.announce("registrations_compared", session=session, pair=pair, events=both)
    registered = [one for one in both if one.event_id not in {event.event_id for event in present}]
    needed = len(present) >= PLAINLY_TWO
    found = [
        MergeWarning(code="both_present", needs_confirmation=needed, events=present),
        MergeWarning(code="both_registered", needs_confirmation=False, events=registered),
    ]
    return [one for one in found if one.events]


def _check_one_person(session: Session, pair: Pair) -> None:
    for warning in _warnings(session, pair):
        if warning.needs_confirmation:
            raise Conflict("both_present", events=len(warning.events))


def _check_writer(actor: Actor, person: Person) -> None:
    if not actor.writes(person.partnership_id):
        raise Forbidden()


def _pair_of(kept: Person, found: Person | None, pointer: str) -> Person:
    if found is None or found.id == kept.id or found.partnership_id != kept.partnership_id:
        raise Invalid(pointer, "not_found")
    return found


def _sides(kept: Person, gone: Person, take: Mapping[str, Side]) -> dict[str, Side]:
    """A position belongs to its organisation: where these differ, it comes from the same record."""
    chosen = merge.sides(kept, gone, FIELDS, take)
    two_employers = kept.organisation_id and gone.organisation_id and "organisation_id" in chosen
    if two_employers and "position" in chosen and "position" not in take:
        chosen["position"] = chosen["organisation_id"]
    return chosen


def _joined(kept: Person, gone: Person, take: Mapping[str, Side]) -> dict[str, object]:
    """The fields of the person afterwards. An address or a number that is not chosen goes into the note."""
    chosen = _sides(kept, gone, take)
    values = {name: getattr(gone if side == "duplicate" else kept, name) for name, side in chosen.items()}
    unchosen = [
        f"{word}: {lost}"
        for name, word in NOTED.items()
        if name in chosen and (lost := getattr(kept if chosen[name] == "duplicate" else gone, name))
    ]
    notes = [kept.note, gone.note] if "note" not in take else [str(values.get("note", kept.note))]
    texts = dict.fromkeys([*notes, *unchosen])
    return {**values, "note": "\n".join(text for text in texts if text)[:LONGEST_NOTE]}


Employer = tuple[int, str]
"""An organisation and the position there."""


def _other_affiliation(kept: Person, gone: Person, values: Mapping[str, object]) -> Employer | None:
    """The organisation and position that are not chosen, to be written down as a further affiliation."""
    final = (
        values.get("organisation_id", kept.organisation_id),
        values.get("position", kept.position),
    )
    for person in (kept, gone):
        if person.organisation_id and (person.organisation_id, person.position) != final:
            plainer = person.organisation_id == final[0] and not person.position
            return None if plainer else (person.organisation_id, person.position)
    return None


def _add_affiliation(session: Session, kept: Person, other: Employer | None) -> None:
    if other is None:
        return
    organisation_id, position = other
    known = select(Affiliation.id).where(
        Affiliation.person_id == kept.id,
        Affiliation.organisation_id == organisation_id,
        Affiliation.position == position,
    )
    if session.exec(known).first() is None:
        session.add(
            Affiliation(
                partnership_id=kept.partnership_id,
                person_id=kept.id,
                organisation_id=organisation_id,
                position=position,
            )
        )
        session.flush()


def _add_spellings(session: Session, kept: Person, names: list[str]) -> None:
    """Either record is found by its name as it was."""
    statement = select(PersonAlias.folded_name).where(PersonAlias.person_id == kept.id)
    known = {kept.folded_name, *session.exec(statement)}
    for folded, name in {fold(name): name for name in names}.items():
        if folded not in known:
            session.add(
                PersonAlias(
                    partnership_id=kept.partnership_id, person_id=kept.id, name=name, folded_name=folded
                )
            )
    session.flush()
