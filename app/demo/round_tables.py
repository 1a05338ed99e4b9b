"""The 42 round tables of activity 2B as two series, and the seminars of good practice."""

from datetime import date, timedelta

from app.core import clock, text
from app.courses.models import EventKind, Series, SeriesTerritory, SeriesTopic
from app.demo.gather import DemoSession, attend, full_days, name_people, put_on, sign_up
from app.demo.invitations import invite_offices
from app.demo.reference import Programme
from app.demo.region import ORPS, REGION
from app.demo.scene import Region, Scene, venue
from app.events.models import (
    Event,
    EventRole,
    RegistrationPolicy,
    RoundTable,
    RoundTableInvitation,
    RoundTableLevel,
)
from app.organisations.people_models import Person

FIRST_ROUND = {
    "5101": date(2017, 4, 20),
    "5106": date(2017, 4, 27),
    "5104": date(2017, 5, 11),
    "5109": date(2017, 5, 18),
    "5102": date(2017, 6, 8),
    "5103": date(2017, 6, 15),
    "5107": date(2017, 9, 12),
    "5105": date(2017, 9, 22),
    "5108": date(2017, 10, 10),
    "5110": date(2017, 10, 19),
}
"""Four had been held by 24. 5. 2017, on days of our own choice; the other days are those of the source."""

REGIONAL = date(2017, 11, 30)
LATER_ROUNDS = {
    2: (date(2018, 1, 1), date(2018, 6, 30)),
    3: (date(2018, 7, 1), date(2018, 12, 31)),
    4: (date(2019, 1, 1), date(2019, 6, 30)),
}
INVITED_ROLES = ("ospod", "social_work", "self_government", "nzdm", "sas")
PROGRAMME = "Kdo co dělá, co se daří, co chybí, jaké jsou potřeby a čím se bude zabývat příští stůl."


def local_tables(scene: Scene, region: Region, programme: Programme) -> None:
    series = add_series(scene, region, programme, "2B", EventKind.ROUND_TABLE, "Místní kulaté stoly", 40)
    rounds = [add_topic(scene, series, n, f"{n}. kolo") for n in range(1, 5)]
    add_columns(scene, series, list(ORPS))
    for code in ORPS:
        event = table(scene, region, series, rounds[0], code, 1)
        room = venue(scene, region.id, f"Městský úřad {ORPS[code][0]}", "zasedací místnost", code)
        put_on(scene, event, [DemoSession(FIRST_ROUND[code], venue=room)])
        complete_table(scene, region, event, 1)
        came = sign_up(scene, event, guests(scene, region, code))
        attend(scene, event, came)
        invite_offices(scene, region, event, code, came)
        for number, (first, last) in LATER_ROUNDS.items():
            later = table(scene, region, series, rounds[number - 1], code, number)
            later.planned_from, later.planned_to = first, last
            put_on(scene, later)
            complete_table(scene, region, later, number)


def guests(scene: Scene, region: Region, code: str) -> list[Person]:
    """Two thirds of the people concerned, and the region's child-protection officer and methodologist."""
    return [*scene.chance.sample(region.people[code], 11), *region.workers[:2]]


def regional_tables(scene: Scene, region: Region, programme: Programme) -> None:
    series = add_series(scene, region, programme, "2B", EventKind.ROUND_TABLE, "Krajské kulaté stoly", 2)
    tables = [add_topic(scene, series, n, f"{n}. krajský stůl") for n in (1, 2)]
    add_columns(scene, series, [REGION])
    held = table(scene, region, series, tables[0], REGION, 1)
    room = venue(scene, region.id, "Krajský úřad Libereckého kraje", "multimediální sál", "5105")
    put_on(scene, held, [DemoSession(REGIONAL, (9, 0), (14, 0), 6, room)])
    complete_table(scene, region, held, 1, RoundTableLevel.REGIONAL)
    people = [one for code in ORPS for one in region.people[code][:2]]
    attend(scene, held, sign_up(scene, held, [*people, *region.workers[:4]]))
    later = table(scene, region, series, tables[1], REGION, 2)
    later.planned_from, later.planned_to = date(2019, 1, 1), date(2019, 9, 30)
    put_on(scene, later)
    complete_table(scene, region, later, 2, RoundTableLevel.REGIONAL)


def table(scene: Scene, region: Region, series: Series, topic: SeriesTopic, code: str, number: int) -> Event:
    place = ORPS[code][0] if code in ORPS else "Liberecký kraj"
    return Event(
        partnership_id=region.id,
        kind=EventKind.ROUND_TABLE,
        title=f"Kulatý stůl {place}, {number}. kolo",
        description=PROGRAMME,
        project_id=series.project_id,
        project_activity_id=series.project_activity_id,
        series_id=series.id,
        topic_id=topic.id,
        territory_id=scene.place(code),
        organiser_id=region.office.id,
        registration_policy=RegistrationPolicy.INVITATION,
    )


def complete_table(
    scene: Scene,
    region: Region,
    event: Event,
    number: int,
    level: RoundTableLevel = RoundTableLevel.LOCAL,
    user_id: int | None = None,
) -> None:
    """Its round and level, two facilitators and the roles that are invited."""
    scene.session.add(RoundTable(id=event.id, partnership_id=event.partnership_id, round=number, level=level))
    pair = scene.chance.sample(region.facilitators[1:], 2)
    if user_id:
        pair[0] = region.facilitators[0]
    name_people(scene, event, EventRole.FACILITATOR, pair, user_id)
    for role in INVITED_ROLES:
        scene.session.add(
            RoundTableInvitation(event_id=event.id, partnership_id=event.partnership_id, role=role)
        )
    scene.session.flush()


def add_series(
    scene: Scene, region: Region, programme: Programme, code: str, kind: EventKind, title: str, target: int
) -> Series:
    return scene.keep(
        Series(
            partnership_id=region.id,
            kind=kind,
            title=title,
            project_id=programme.id,
            project_activity_id=programme.activity(code),
            target=target,
            folded_title=text.fold(title),
        )
    )


def add_topic(
    scene: Scene, series: Series, position: int, title: str, course_id: int | None = None
) -> SeriesTopic:
    return scene.keep(
        SeriesTopic(
            series_id=series.id,
            partnership_id=series.partnership_id,
            position=position,
            title=title,
            course_id=course_id,
        )
    )


def add_columns(scene: Scene, series: Series, codes: list[str]) -> None:
    for position, code in enumerate(codes):
        scene.session.add(
            SeriesTerritory(
                series_id=series.id,
                partnership_id=series.partnership_id,
                territory_id=scene.place(code),
                position=position,
            )
        )
    scene.session.flush()


def good_practice(scene: Scene, region: Region, programme: Programme) -> None:
    """The two days of 14.–15. 9. 2017; the place was provisional."""
    event = _good_practice(scene, region, programme, date(2017, 9, 14))
    event.description = "Pracovníci z celého kraje nad tím, co se osvědčilo. Promítají se videa projektu."
    hall = venue(scene, region.id, "Penzion Perla Jizery", "", "5103", "Josefův Důl")
    put_on(scene, event, full_days(date(2017, 9, 14), 2, hall))
    people = [one for code in ORPS for one in scene.chance.sample(region.people[code], 5)]
    attend(scene, event, sign_up(scene, event, [*people, *region.workers]))


def later_good_practice(scene: Scene, region: Region, programme: Programme) -> None:
    """Two days every September: the days are ours, the places are not known."""
    for first in (date(2018, 9, 13), date(2019, 9, 12)):
        event = _good_practice(scene, region, programme, first)
        put_on(scene, event, full_days(first, 2, None))
        people = [one for code in ORPS for one in scene.chance.sample(region.people[code], 4)]
        attend(scene, event, sign_up(scene, event, [*people, *region.workers]))


def _good_practice(scene: Scene, region: Region, programme: Programme, first: date) -> Event:
    return Event(
        partnership_id=region.id,
        kind=EventKind.SEMINAR,
        title=f"Dvoudenní seminář dobré praxe {first.year}",
        description="Pracovníci z celého kraje nad tím, co se osvědčilo.",
        project_id=programme.id,
        project_activity_id=programme.activity("2D"),
        territory_id=scene.place(REGION),
        organiser_id=region.office.id,
        capacity=80,
        registration_closes_at=clock.at(first - timedelta(days=6), 12),
    )
