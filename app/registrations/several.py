"""Sign-up of several people by one form, for example by their office: all of them or none."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.core.actor import Actor
from app.core.addresses import normal_address
from app.core.errors import FIELD_PROBLEMS, Conflict, FieldProblem, Invalid
from app.core.mail import outbox
from app.core.text import fold
from app.events import event_row
from app.organisations.service import check_named
from app.registrations import letters, proof, rules, sign_up
from app.registrations.models import UNCONFIRMED_REASON, RegistrationStatus
from app.registrations.shapes import Attending, OneOfSeveral, Receipt, Receipts, SeveralCreate
from app.registrations.sign_up import SignedUp

KIND = "registrations_made"
SHARED = ("phone", "organisation_id", "organisation_name", "note")


@dataclass(frozen=True)
class Joined:
    """One person who was signed up."""

    person: Attending
    made: SignedUp


def sign_up_several(
    session: Session, actor: Actor, event_id: int, body: SeveralCreate, lang: str
) -> Receipts:
    """Raises all mistakes at once, each at its row.

    The first sign-up locks the event, so no other request comes in between and the queue keeps their order.
    """
    by_staff = sign_up.is_staff(session, actor, event_id)
    if not (by_staff or body.email or all(one.email for one in body.people)):
        raise Invalid("#/email", "required")
    event = event_row.read_event(session, event_id)
    rules.check_event(session, actor, event, by_staff)
    if event.slots:
        raise Conflict("event_has_slots")
    check_named(session, body.organisation_id, by_public=not by_staff)
    people = [_attending(body, one) for one in body.people]
    _check_doubles(people)
    joined, refusals = [], _Refusals()
    for place, person in enumerate(people):
        with refusals.at_row(place):
            made = sign_up.register(session, actor, event_id, person, lang, by_staff)
            joined.append(Joined(person, made))
    refusals.tell()
    _write(session, joined)
    return Receipts(results=[_receipt(session, one, by_staff) for one in joined])


def _receipt(session: Session, one: Joined, by_staff: bool) -> Receipt:
    typed = None if by_staff else one.person
    return sign_up.receipt_of(session, one.made, sign_up.waiting_position(one.made), typed)


def _attending(body: SeveralCreate, one: OneOfSeveral) -> Attending:
    shared = {name: getattr(body, name) for name in SHARED}
    own = {name: getattr(one, name) for name in OneOfSeveral.model_fields}
    return Attending.model_construct(**shared, **own | {"email": one.email or body.email})


def _check_doubles(people: Sequence[Attending]) -> None:
    """Refuse a repeated name, also without an e-mail: two people of one name need two forms."""
    keys = [(fold(f"{one.first_name} {one.last_name}"), normal_address(one.email or "")) for one in people]
    twice = [place for place, key in enumerate(keys) if key in keys[:place]]
    if twice:
        refusal = Invalid(f"#/people/{twice[0]}", "duplicate")
        refusal.fields = [FieldProblem(f"#/people/{place}", "duplicate", {}) for place in twice]
        raise refusal


class _Refusals:
    """Mistakes by row. Links to existing registrations are sent although the whole form is refused."""

    def __init__(self) -> None:
        self.fields: list[FieldProblem] = []
        self.afterwards: list[Callable[[Session], None]] = []

    @contextmanager
    def at_row(self, place: int) -> Iterator[None]:
        pointer = f"#/people/{place}"
        try:
            yield
        except Invalid as refusal:
            problems = [one if _of_form(one) else _of_row(pointer, one) for one in refusal.fields]
            self.fields += [one for one in problems if one not in self.fields]
        except Conflict as refusal:
            if refusal.code not in FIELD_PROBLEMS:
                raise
            self.fields.append(FieldProblem(pointer, refusal.code, {}))
            if refusal.afterwards is not None:
                self.afterwards.append(refusal.afterwards)

    def tell(self) -> None:
        if not self.fields:
            return
        refusal = Invalid("#/people", "invalid")
        refusal.fields, refusal.afterwards = self.fields, self._write_all
        raise refusal

    def _write_all(self, session: Session) -> None:
        for write in self.afterwards:
            write(session)


def _of_form(problem: FieldProblem) -> bool:
    return problem.pointer.removeprefix("#/") in SHARED


def _of_row(pointer: str, problem: FieldProblem) -> FieldProblem:
    return replace(problem, pointer=pointer + problem.pointer.removeprefix("#"))


# --- letters ---------------------------------------------------------------------------------------------


def _write(session: Session, joined: Sequence[Joined]) -> None:
    """Write one letter per mailbox: the usual one for one person, or one that lists several people."""
    by_mailbox: dict[str, list[Joined]] = defaultdict(list)
    for one in joined:
        if one.person.email:
            by_mailbox[normal_address(one.person.email)].append(one)
    for together in by_mailbox.values():
        if len(together) == 1:
            one = together[0]
            sign_up.send_letter(session, one.made, one.person)
        else:
            _write_to_all(session, together)


def _write_to_all(session: Session, together: Sequence[Joined]) -> None:
    first = together[0]
    about = letters.letter_event(session, first.made.event.id)
    seated = [one for one in together if one.made.status == RegistrationStatus.CONFIRMED]
    entries = [
        {**entry, "attendee": _name_of(one)}
        for one in seated
        for entry in letters.entries_of(about, one.made.id)
    ]
    data = {
        **(about if seated else about.outside).facts,
        "parts": [_part(one) for one in together],
        "entries": entries,
        **_to_confirm(together),
    }
    outbox.enqueue(
        session,
        KIND,
        first.person.email or "",
        first.made.lang,
        data,
        partnership_id=about.partnership_id,
        about=f"registration:{first.made.id}",
    )


def _to_confirm(together: Sequence[Joined]) -> dict[str, object]:
    """One link confirms all of them; `letter_links` makes it."""
    made = [one.made for one in together if one.made.reason == UNCONFIRMED_REASON]
    if not made:
        return {}
    until = min(one.created_at for one in made) + proof.CONFIRM_WITHIN
    return {"confirm_together": True, "expires_at": until.isoformat()}


def _name_of(one: Joined) -> str:
    return f"{one.person.first_name} {one.person.last_name}"


def _part(one: Joined) -> dict[str, object]:
    """The facts of one person in the letter, in the shape of an event of a series, with the name as title."""
    return {
        "title": _name_of(one),
        "status": one.made.status.value,
        "waiting_position": sign_up.waiting_position(one.made),
        "registration_id": one.made.id,
        **letters.dealing(one.made.event, one.made.reason),
    }
