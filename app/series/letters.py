"""One letter for a whole series: each event with the state of the registration, and its link."""

from collections.abc import Sequence

from sqlmodel import Session

from app.core.mail import outbox
from app.courses.models import Series
from app.partnerships.models import Partnership
from app.registrations import letters
from app.registrations.deal import Dealt
from app.registrations.models import Registration, RegistrationStatus
from app.series.shapes import EnrolmentCreate

ENROLLED, DEALT = "series_enrolled", "series_dealt"
Part = Registration | Dealt
"""One registration of the series."""
Recipient = EnrolmentCreate | Dealt


class SeriesLetters:
    """Writes the letters of one series; caches the facts of each event."""

    def __init__(self, session: Session, series: Series) -> None:
        self.session, self.series = session, series
        partnership = session.get_one(Partnership, series.partnership_id)
        self.facts = {"event": {"title": series.title, "url": None}, "partnership": partnership.name}
        self._occasions: dict[int, letters.LetterEvent] = {}
        self._events: dict[tuple[int, RegistrationStatus], dict[str, object]] = {}

    def write(self, kind: str, person: Recipient, parts: Sequence[Part], positions: dict[int, int]) -> None:
        """Skips a person without an e-mail. `positions`: places in waiting lists by registration."""
        if not person.email:
            return
        entries = [
            entry
            for part in parts
            if part.status == RegistrationStatus.CONFIRMED
            for entry in letters.entries_of(self._occasion(part.event_id), part.id)
        ]
        data = {
            **self.facts,
            "name": f"{person.first_name} {person.last_name}",
            "parts": [self._part(part, positions) for part in parts],
            "entries": entries,
        }
        about = f"registration:{parts[0].id}"
        place = self.series.partnership_id
        outbox.enqueue(
            self.session, kind, person.email, parts[0].lang, data, partnership_id=place, about=about
        )

    def _part(self, part: Part, positions: dict[int, int]) -> dict[str, object]:
        return {
            **self._event(part.event_id, part.status),
            "status": part.status.value,
            "reason": part.reason,
            "priority": part.priority,
            "deal_place": part.deal_place,
            "deal_seats": part.deal_seats,
            "waiting_position": positions.get(part.id),
            "registration_id": part.id,
        }

    def _occasion(self, event_id: int) -> letters.LetterEvent:
        if event_id not in self._occasions:
            self._occasions[event_id] = letters.letter_event(self.session, event_id)
        return self._occasions[event_id]

    def _event(self, event_id: int, status: RegistrationStatus) -> dict[str, object]:
        key = event_id, status
        if key not in self._events:
            facts = self._occasion(event_id).seen_with(status).facts
            sessions = facts["sessions"]
            self._events[key] = {
                "title": facts["event"]["title"],
                "starts_at": sessions[0]["starts_at"] if sessions else None,
                "ends_at": sessions[-1]["ends_at"] if sessions else None,
                "place": sessions[0]["place"] if sessions else "",
                "cancel_until": facts["cancel_until"],
                "deals_at": self.series.allocates_at.isoformat() if self.series.allocates_at else None,
            }
        return self._events[key]
