"""The good-practice seminar to come: two days with lodging and meals, and a form that asks more."""

from datetime import date, timedelta

from app.courses.models import EventKind
from app.demo.calendar import is_working, working_day
from app.demo.follow_up_events import FollowUp, come
from app.demo.gather import full_days, put_on
from app.demo.region import ORPS, REGION
from app.events.models import Event
from app.registrations.models import Registration, RegistrationNeed

NEEDS = (
    ("", "bez lepku"),
    ("přístup bez schodů", ""),
    ("", "vegetariánská"),
    ("tlumočení do znakového jazyka", "bez lepku"),
    ("", "Bez lepku"),
)


def seminar_of_two_days(story: FollowUp) -> None:
    first = _first_day(story.today)
    seminar = Event(
        partnership_id=story.region.id,
        kind=EventKind.SEMINAR,
        title="Seminář dobré praxe v práci s rodinou",
        description="Dva dny příkladů z obcí a služeb, s dílnami a společným večerem.",
        project_id=story.programme.id,
        project_activity_id=story.programme.activity("3"),
        territory_id=story.scene.place(REGION),
        organiser_id=story.region.office.id,
        capacity=60,
        form_fields=_questions(),
        stay=_offer(first),
    )
    put_on(story.scene, seminar, full_days(first, 2, story.hall("Jablonec nad Nisou", "5103", "velký sál")))
    people = [one for code in ORPS for one in story.region.people[code] if one.email]
    _take(story, seminar, come(story, seminar, story.some(people, 18)))


def _first_day(today: date) -> date:
    first = working_day(today, 48)
    while not is_working(first + timedelta(days=1)):
        first = working_day(first, 1)
    return first


def _questions() -> list[dict[str, object]]:
    def asked(
        name: str, label: str, kind: str, options: tuple[str, ...] = (), **more: object
    ) -> dict[str, object]:
        plain = {"name": name, "label": label, "kind": kind, "required": False, "help": ""}
        return {**plain, "options": list(options), "shown_if": None, **more}

    workshops = ("Rozhovor s dítětem", "Případová konference", "Žádná")
    chosen = {"field": "workshop", "equals": list(workshops[:2])}
    return [
        asked("workshop", "Dílna druhého dne", "choice", workshops, required=True),
        asked("experience", "Co byste si z dílny chtěli odnést?", "long_text", shown_if=chosen),
        asked("car", "Přijedu autem", "yes_no"),
        asked("plate", "Značka vozu", "text", shown_if={"field": "car", "equals": True}),
    ]


def _offer(first: date) -> dict[str, object]:
    second = first + timedelta(days=1)
    meals = (("lunch_1", "Oběd", first), ("dinner", "Večeře", first), ("lunch_2", "Oběd", second))
    return {
        "lodging": [first.isoformat()],
        "meals": [{"name": name, "label": label, "date": day.isoformat()} for name, label, day in meals],
    }


def _take(story: FollowUp, seminar: Event, signed: list[Registration]) -> None:
    """Most stay the night and eat; the first few need something."""
    meals = [meal["name"] for meal in seminar.stay["meals"]]
    for place, one in enumerate(signed):
        one.stay = {
            "lodging": seminar.stay["lodging"] if place % 3 else [],
            "meals": meals if place % 4 else meals[:1],
        }
        one.answers = {"workshop": "Rozhovor s dítětem" if place % 2 else "Případová konference"}
    own = {"event_id": seminar.id, "partnership_id": seminar.partnership_id}
    story.scene.session.add_all(
        RegistrationNeed(registration_id=one.id, accessibility=accessibility, diet=diet, **own)
        for one, (accessibility, diet) in zip(signed, NEEDS, strict=False)
    )
    story.scene.session.flush()
