"""The follow-up project of the reference project, dated around today."""

from datetime import date, timedelta
from decimal import Decimal

from app.core import clock
from app.core.actor import RoleName
from app.courses.models import Course, EventKind
from app.demo.calendar import months_from, working_day
from app.demo.consultations import consultations
from app.demo.follow_up_events import (
    FollowUp,
    coming_events,
    events_of_this_week,
    past_events,
    tables_to_come,
)
from app.demo.gather import DemoSession
from app.demo.groups import meet
from app.demo.letters import own_words
from app.demo.liberec import Local
from app.demo.meetings import expect_all
from app.demo.reference import Programme, add_activities, add_indicator, add_milestone, start_project
from app.demo.region import DISTRICTS, ORPS
from app.demo.round_tables import add_columns, add_series, add_topic
from app.demo.scene import Region, Scene, venue
from app.demo.two_days import seminar_of_two_days
from app.projects.models import Computation, FundingProgramme, Project, ProjectState

SHARES = (("ESF+", 85), ("státní rozpočet", 10), ("Liberecký kraj", 5))
ACTIVITIES = (
    (None, "1", "Kulaté stoly", 20),
    (None, "2", "Vzdělávací semináře", 20),
    (None, "3", "Supervize a sdílení dobré praxe", 8),
)
INDICATORS = (
    ("Uspořádané kulaté stoly", "stolů", "1", 20, Computation.EVENTS_HELD),
    ("Uspořádané vzdělávací semináře", "seminářů", "2", 20, Computation.EVENTS_HELD),
    ("Účasti na vzdělávacích seminářích", "účastí", "2", 360, Computation.ATTENDANCES),
    ("Účastníci projektu", "osob", None, 150, Computation.PARTICIPANTS),
    ("Podpořené osoby nad limitem bagatelní podpory", "osob", None, 30, Computation.SUPPORTED_PERSONS),
    ("Vydané metodiky", "metodik", "3", 2, Computation.MANUAL),
)


def follow_up(
    scene: Scene,
    region: Region,
    local: Local,
    before: Programme,
    funder: FundingProgramme,
    taught: list[Course],
    users: dict[RoleName, int],
) -> None:
    today = clock.day_of(scene.now)
    programme = _project(scene, region, before, funder, today)
    _milestones(scene, programme, today)
    story = FollowUp(
        scene=scene,
        region=region,
        programme=programme,
        today=today,
        courses=taught,
        facilitator=users[RoleName.FACILITATOR],
        trainings=add_series(
            scene, region, programme, "2", EventKind.TRAINING, "Semináře pro pracovníky s rodinou", 20
        ),
        tables=add_series(
            scene,
            region,
            programme,
            "1",
            EventKind.ROUND_TABLE,
            "Kulaté stoly v obcích s rozšířenou působností",
            20,
        ),
    )
    story.course_topics = [
        add_topic(scene, story.trainings, n, course.title, course.id) for n, course in enumerate(taught, 1)
    ]
    story.rounds = [add_topic(scene, story.tables, n, f"{n}. kolo") for n in (1, 2)]
    add_columns(scene, story.trainings, list(DISTRICTS))
    add_columns(scene, story.tables, list(ORPS))
    past_events(story)
    events_of_this_week(story)
    coming_events(story)
    tables_to_come(story)
    _next_meeting_in_liberec(scene, local, today)
    own_words(scene, region)
    seminar_of_two_days(story)
    consultations(story)


def _project(
    scene: Scene, region: Region, before: Programme, funder: FundingProgramme, today: date
) -> Programme:
    project = start_project(
        scene,
        Project(
            partnership_id=region.id,
            title="Nastavení systémové podpory rodin v Libereckém kraji – navazující projekt",
            registration_number="CZ.03.02.02/00/00_000/0000002",
            applicant_id=region.office.id,
            programme_id=funder.id,
            state=ProjectState.RUNNING,
            starts_on=months_from(today, -14),
            ends_on=months_from(today, 22) - timedelta(days=1),
            total_budget=Decimal("9480000.00"),
            follows_id=before.id,
            description="Pokračování kulatých stolů a vzdělávání; ukázkový projekt s daty kolem dneška.",
        ),
        SHARES,
    )
    programme = Programme(project, add_activities(scene, project, ACTIVITIES))
    for name, unit, code, target, computed_from in INDICATORS:
        add_indicator(scene, programme, name, unit, code, target, computed_from)
    return programme


def _milestones(scene: Scene, programme: Programme, today: date) -> None:
    done = today - timedelta(days=120)
    add_milestone(scene, programme, "3", "První metodika", done, done)
    add_milestone(scene, programme, None, "Monitorovací zpráva", working_day(today, 10), None)
    add_milestone(scene, programme, "1", "Konec prvního kola kulatých stolů", working_day(today, 25), None)
    add_milestone(scene, programme, "3", "Podklady pro druhou metodiku", working_day(today, -5), None)


def _next_meeting_in_liberec(scene: Scene, local: Local, today: date) -> None:
    hall = venue(scene, local.partnership.id, "radnice", "místnost 202", "5105")
    event = meet(
        scene,
        local.groups["Bydlení"],
        "Jednání skupiny Bydlení",
        [DemoSession(working_day(today, 6), (13, 0), (15, 0), 2, hall)],
        ("Stav projektů", "Prostupné bydlení", "Další jednání"),
    )
    expect_all(scene, event, excused=1)
