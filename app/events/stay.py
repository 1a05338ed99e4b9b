"""Lodging and meals that an event of several days offers, and which of them still fit its dates."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from app.core import clock
from app.core.database.columns import Day, Name, Shape, View
from app.core.errors import Invalid
from app.core.json_values import Facts, Json
from app.events.facts import EventDates, EventStay
from app.events.models import Event
from app.events.questions import FieldName

FIRST_DAY = "first_day"
"""Beside the parts of an offer: the first day of the event that was copied, until the copy has a date."""
NIGHTS_AT_MOST, MEALS_AT_MOST = 31, 100
Nights = Annotated[list[Day], Field(max_length=NIGHTS_AT_MOST)]


class Meal(Shape):
    """`name` is the key under which people choose it."""

    name: FieldName
    label: Name
    date: Day


class StayOffer(Shape):
    """A night is named by the day on which it begins."""

    lodging: Nights = Field(default_factory=list)
    meals: Annotated[list[Meal], Field(max_length=MEALS_AT_MOST)] = Field(default_factory=list)


class StayChoice(Shape):
    """What one person chooses: nights by their days, meals by their names."""

    lodging: Nights = Field(default_factory=list)
    meals: Annotated[list[FieldName], Field(max_length=MEALS_AT_MOST)] = Field(default_factory=list)


class StayView(View):
    """`outdated` parts lie outside the changed dates of the event and can no longer be chosen."""

    lodging: list[date]
    meals: list[Meal]
    outdated: StayChoice


@dataclass(frozen=True)
class Part:
    """One night or one meal of an offer; a night is named by its day."""

    what: Literal["lodging", "meals"]
    name: str
    day: date
    label: str = ""

    def fits(self, first: date | None, last: date | None) -> bool:
        """A meal must be on one of the days, a night may also begin on the day before the first one.

        Everything fits an event without a date.
        """
        if first is None or last is None:
            return True
        return first - timedelta(days=self.what == "lodging") <= self.day <= last


def parts(offer: Facts) -> list[Part]:
    """The parts of a stored offer: first the nights, then the meals."""
    nights = [Part("lodging", night, date.fromisoformat(night)) for night in offer.get("lodging", ())]
    meals = [
        Part("meals", meal["name"], date.fromisoformat(meal["date"]), meal["label"])
        for meal in offer.get("meals", ())
    ]
    return nights + meals


def kept_for_a_date(event: EventStay) -> Json:
    """The offer for a copy without a date: by the days of this event, with the first of them."""
    first = first_day(event)
    return {**event.stay, FIRST_DAY: first.isoformat()} if event.stay and first else dict(event.stay)


def first_day(event: EventStay) -> date | None:
    """The day from which the days of the offer count: that of an original while a copy has no date."""
    if event.starts_at is not None:
        return clock.day_of(event.starts_at)
    of_original = event.stay.get(FIRST_DAY)
    return date.fromisoformat(of_original) if of_original else None


def waits_for_a_date(event: EventStay) -> bool:
    """Whether the offer belongs to a copy without a date: people can choose from it once there is one."""
    return FIRST_DAY in event.stay


def shifted_offer(offer: Json, days: int) -> Json:
    """The offer of nights and meals, so many days later."""

    def later(day: str) -> str:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()

    return {
        **offer,
        "lodging": [later(night) for night in offer.get("lodging", ())],
        "meals": [{**meal, "date": later(meal["date"])} for meal in offer.get("meals", ())],
    }


def moved_to(event: EventStay, first: date, last: date) -> Json:
    """The offer as many days later as the first day is, as far as it fits the new days."""
    before = first_day(event)
    if not event.stay or before is None:
        return {}
    return fitting(shifted_offer(event.stay, (first - before).days), first, last)


def fitting(offer: Json, first: date, last: date) -> Json:
    """The parts of an offer that fit an event on these days; on a single day none do."""
    fit = {one.name for one in parts(offer) if first != last and one.fits(first, last)}
    return {
        "lodging": [night for night in offer.get("lodging", ()) if night in fit],
        "meals": [meal for meal in offer.get("meals", ()) if meal["name"] in fit],
    }


def apply_stay_offer(event: Event, offer: StayOffer | None) -> bool:
    """Store the offer. Returns whether it has changed.

    Parts offered before may stay, even outside changed dates. New parts have to fit the dates, if any.
    """
    if offer is None:
        return False
    wanted = offer.model_dump(mode="json")
    for what in ("lodging", "meals"):
        _check(event, parts({what: wanted[what]}), f"#/registration/stay/{what}")
    changed = parts(event.stay) != parts(wanted)
    if changed:
        event.stay = wanted
    return changed


def _check(event: EventStay, wanted: list[Part], pointer: str) -> None:
    """Refuse duplicates and new parts outside the dates. On an event of one day no new part fits."""
    (first, last), standing = days_of(event), parts(event.stay)
    single = first is not None and first == last
    names = [one.name for one in wanted]
    for place, one in enumerate(wanted):
        if one.name in names[:place]:
            raise Invalid(f"{pointer}/{place}", "duplicate")
        if one not in standing and (single or not one.fits(first, last)):
            raise Invalid(f"{pointer}/{place}", "outside_dates")


def days_of(event: EventDates) -> tuple[date | None, date | None]:
    """The first and the last day by the Czech calendar."""
    if event.starts_at is None or event.ends_at is None:
        return None, None
    return clock.day_of(event.starts_at), clock.day_of(event.ends_at)


def open_parts(event: EventStay) -> list[Part]:
    """The parts that can still be chosen, because they fit the dates of the event."""
    if waits_for_a_date(event):
        return []
    first, last = days_of(event)
    return [one for one in parts(event.stay) if one.fits(first, last)]


def stay_view(event: EventStay) -> StayView:
    taken = [one.name for one in open_parts(event)]
    gone = [one for one in parts(event.stay) if one.name not in taken]
    return StayView(
        lodging=event.stay.get("lodging", []),
        meals=event.stay.get("meals", []),
        outdated=StayChoice(
            lodging=[one.day for one in gone if one.what == "lodging"],
            meals=[one.name for one in gone if one.what == "meals"],
        ),
    )
