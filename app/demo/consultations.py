"""Days of individual consultations: one to come with free times, one that is over with its log."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import select

from app.attendance.models import Attendance
from app.core.json_values import Json
from app.courses.models import EventKind
from app.demo.calendar import working_day
from app.demo.follow_up_events import FollowUp
from app.demo.gather import DemoSession, attend, name_people, put_on, sign_up
from app.demo.region import REGION
from app.events.models import Event, EventRole
from app.organisations.people_models import Person
from app.registrations.models import Registration
from app.slots.models import Slot

MINUTES = 30
ABOUT = (
    "Konzultace pro obce a organizace nad jejich projektovým záměrem nebo plánem. Každý si rezervuje jeden "
    "termín; vezměte s sebou, co už máte napsané."
)
LOGS: tuple[Json, ...] = (
    {
        "text": "Záměr terénní práce ve dvou obcích; chybí souhlas druhé obce a rozpočet na dojíždění.",
        "minutes": 35,
        "outcome": "Záměr se hodí do výzvy, rozpočet dopracuje obec.",
        "next_step": "Poslat vzor rozpočtu do pátku.",
    },
    {
        "text": "Jak doložit bagatelní podporu u osob, které přišly jen na jedno setkání.",
        "minutes": 20,
        "outcome": "Stačí prezenční listina s hodinami.",
        "next_step": "",
    },
    {
        "text": "Kulatý stůl o bydlení: koho pozvat z bytového odboru a z ubytoven.",
        "minutes": 30,
        "outcome": "Seznam osmi pozvaných.",
        "next_step": "Ověřit termín s tajemnicí úřadu.",
    },
)


def consultations(story: FollowUp) -> None:
    towns = story.region.people
    coming = _day_of_consultations(
        story, "Individuální konzultace k záměrům", working_day(story.today, 8), 13
    )
    _book(story, coming, [*towns["5109"][:2], *towns["5107"][:1]], (0, 1, 4))
    held = _day_of_consultations(
        story, "Individuální konzultace k projektům", working_day(story.today, -18), 12
    )
    signed = _book(story, held, towns["5105"][:4], (0, 1, 2, 5))
    attend(story.scene, held, signed, loyal=towns["5105"][:4], recorded_by=story.facilitator)
    for one in signed:
        for record in story.scene.session.exec(
            select(Attendance).where(Attendance.registration_id == one.id)
        ):
            record.minutes = MINUTES
    for one, log in zip(signed, LOGS, strict=False):
        one.log = log
    story.scene.session.flush()


def _day_of_consultations(story: FollowUp, title: str, day: date, until: int) -> Event:
    """From nine on, a time of half an hour after the other."""
    times = (until - 9) * 60 // MINUTES
    event = Event(
        partnership_id=story.region.id,
        kind=EventKind.CONSULTATION,
        title=title,
        description=ABOUT,
        project_id=story.programme.id,
        territory_id=story.scene.place(REGION),
        organiser_id=story.region.office.id,
        waiting_list=False,
        capacity=times,
        slots=times,
    )
    room = story.hall("Liberec", "5105", "poradna, dveře 114")
    put_on(story.scene, event, [DemoSession(day, (9, 0), (until, 0), until - 9, room)])
    name_people(story.scene, event, EventRole.FACILITATOR, story.region.facilitators[1:2])
    return event


def _book(
    story: FollowUp, event: Event, people: Sequence[Person], places: Sequence[int]
) -> list[Registration]:
    """`places`: which of the times each has, counted from 0."""
    length = timedelta(minutes=MINUTES)
    first = event.starts_at or story.scene.now
    slots = [
        Slot(
            event_id=event.id,
            partnership_id=event.partnership_id,
            starts_at=first + length * number,
            ends_at=first + length * (number + 1),
        )
        for number in range(event.slots)
    ]
    story.scene.keep_all(slots)
    signed = sign_up(story.scene, event, people)
    for one, place in zip(signed, places, strict=True):
        one.slot_id = slots[place].id
    story.scene.session.flush()
    return signed
