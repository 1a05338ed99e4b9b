"""What is shown of lodging and meals, and of what people need to take part."""

from datetime import date, datetime

from app.core.columns import View


class Guest(View):
    registration_id: int
    name: str


class NightView(View):
    """`fits` is false where the dates of the event have changed since. `people`: for writers, else null."""

    date: date
    count: int
    fits: bool
    people: list[Guest] | None


class MealView(NightView):
    name: str
    label: str


class StayList(View):
    """Of those who have a seat."""

    lodging: list[NightView]
    meals: list[MealView]


class DietView(View):
    diet: str
    count: int


class NeedView(View):
    """`name` is null for facilitators, who have to prepare for the need and not for the person."""

    registration_id: int
    name: str | None
    accessibility: str
    diet: str


class NeedsList(View):
    """Of those who have a seat, with the sums for the kitchen. `kept_until`: then they are deleted."""

    kept_until: datetime | None
    diets: list[DietView]
    results: list[NeedView]
