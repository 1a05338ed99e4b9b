"""Loads the demo into an empty database, in one transaction."""

from collections.abc import Callable

from sqlmodel import Session, col, select

from app.accounts.models import User
from app.core.database.columns import Record
from app.core.database.engine import Database
from app.core.settings import Settings
from app.demo.decisions import waiting_decisions
from app.demo.emblems import hang_emblems
from app.demo.follow_up import follow_up
from app.demo.liberec import consultations, local_partnership, sister_places
from app.demo.logins import LOGINS, Login, open_logins
from app.demo.minutes import minutes_of_meetings, minutes_of_the_rest
from app.demo.needs import effects_of_trhove_sviny, needs_of_the_first_round
from app.demo.newsletters import newsletters
from app.demo.papers import attach_papers, attach_to_records
from app.demo.planning import liberec_planning, southern_planning
from app.demo.reference import programmes, reference_project
from app.demo.region import settle_region
from app.demo.round_tables import good_practice, later_good_practice, local_tables, regional_tables
from app.demo.scene import Scene
from app.demo.suggestions import suggestions
from app.demo.talks import talks
from app.demo.tasks import give_tasks
from app.demo.trainings import courses, trainings
from app.demo.transformation import transformation
from app.organisations.models import Organisation
from app.partnerships.models import Partnership
from app.projects.models import FundingProgramme

Progress = Callable[[str], None]
DATA: tuple[type[Record], ...] = (Partnership, Organisation, User, FundingProgramme)


class NotEmptyError(Exception):
    """The database holds other data, with which the demo must not be mixed."""


def is_empty(session: Session) -> bool:
    """Whether the database holds nothing but the territories."""
    return not any(session.exec(select(col(table.id)).limit(1)).first() for table in DATA)


def is_loaded(session: Session) -> bool:
    """Whether the demo is loaded: its first login exists."""
    return session.exec(select(User.id).where(User.email == LOGINS[0].email)).first() is not None


def load(database: Database, settings: Settings, progress: Progress = print) -> tuple[Login, ...]:
    """Load all or nothing. Needs the territories; raises NotEmptyError when there is anything else."""
    with database.writing() as session:
        session.info["settings"] = settings
        if not is_empty(session):
            raise NotEmptyError("The database holds other data; the demo needs an empty one.")
        tell(session, progress)
    return LOGINS


def tell(session: Session, progress: Progress) -> None:
    """Create the whole demo, part by part."""
    scene = Scene(session)
    progress("demo: funding programmes, courses, people of the Liberec region")
    funders, taught = programmes(scene), courses(scene)
    region = settle_region(scene)
    progress("demo: family-support project 2016–2019, 42 round tables")
    project = reference_project(scene, region, funders["OPZ"])
    local_tables(scene, region, project)
    regional_tables(scene, region, project)
    good_practice(scene, region, project)
    progress("demo: 20 training seminars with their attendance")
    trainings(scene, region, project, taught)
    progress("demo: partnerships and groups in Liberec, South Bohemia and the Moravian-Silesian region")
    local = local_partnership(scene, region, funders)
    sister_places(scene)
    liberec_planning(scene)
    southern_planning(scene)
    transformation(scene)
    progress("demo: logins and the follow-up project around today")
    users = open_logins(scene, region, local)
    follow_up(scene, region, local, project, funders["OPZ+"], taught, users)
    progress("demo: later seminars of good practice, consultations of projects, papers, emblems")
    later_good_practice(scene, region, project)
    consultations(scene, local)
    suggestions(scene, region.partnership, [])
    suggestions(scene, local.partnership, list(local.groups.values()))
    talks(scene, local)
    waiting_decisions(scene, local)
    newsletters(scene, region.partnership, local.partnership)
    attach_papers(scene, region)
    progress("demo: needs, results of round tables, effects, tasks")
    needs_of_the_first_round(scene, region)
    minutes_of_meetings(scene)
    minutes_of_the_rest(scene)
    effects_of_trhove_sviny(scene)
    attach_to_records(scene)
    give_tasks(scene, region, local)
    hang_emblems(scene, [region.partnership, local.partnership], funders)
