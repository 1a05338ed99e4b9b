"""The family-support project of the Liberec region, with the figures of its published presentation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core import text
from app.demo.scene import Region, Scene
from app.projects.models import (
    Computation,
    FundingProgramme,
    Project,
    ProjectActivity,
    ProjectFunding,
    ProjectIndicator,
    ProjectMilestone,
    ProjectState,
)

TITLE = "Nastavení systémové podpory rodin v Libereckém kraji"
SISTER = "Podpora a rozvoj sociálních služeb pro rodiny a děti v Libereckém kraji"
"""The project that this one follows and relates to."""

INVENTED_NUMBER = "CZ.03.2.60/0.0/0.0/00_000/{:07}"
"""In the form of the programme's numbers; the sources do not give them, so theirs has no year and no call."""

BUDGET = Decimal("7025696.25")
SHARES = (("ESF", 85), ("státní rozpočet", 10), ("Liberecký kraj", 5))
ACTIVITIES = (
    (None, "1", "Vzdělávání pracovníků kraje, supervize a metodiky", None),
    ("1", "1A", "Vzdělávání 12 pracovníků kraje (144 účastí na seminářích)", None),
    ("1", "1B", "Supervize individuální a týmová", None),
    ("1", "1C", "Metodik inspekční činnosti: inspekce OSPOD na ORP a osob pověřených ochranou dětí", None),
    (None, "2", "Vzdělávání, síťování a osvěta v regionech", None),
    ("2", "2A", "Vzdělávací semináře", 20),
    ("2", "2B", "Kulaté stoly", 42),
    ("2", "2C", "Videa: OSPOD, osoby pověřené ochranou dětí, SAS, NZDM", None),
    ("2", "2D", "Dvoudenní seminář dobré praxe každé září", 3),
    (None, "3", "Koordinace a strategické plánování", None),
    ("3", "3a", "Koordinátorka projektu", None),
    ("3", "3b", "Pětiletý strategický plán, schvaluje rada a zastupitelstvo kraje", None),
    ("3", "3c", "Plán hledání pěstounů: nejméně 60 aktivit členů pracovní skupiny", None),
    (None, "4", "Vstupní, průběžná a závěrečná evaluace", None),
)
INDICATORS = (
    ("Uspořádané kulaté stoly", "stolů", "2B", 42, Computation.EVENTS_HELD),
    ("Uspořádané vzdělávací semináře", "seminářů", "2A", 20, Computation.EVENTS_HELD),
    ("Účasti na vzdělávacích seminářích", "účastí", "2A", 400, Computation.ATTENDANCES),
    ("Účastníci kulatých stolů", "osob", "2B", None, Computation.PARTICIPANTS),
    ("Podpořené osoby nad limitem bagatelní podpory", "osob", None, None, Computation.SUPPORTED_PERSONS),
    ("Účasti pracovníků kraje na seminářích", "účastí", "1A", 144, Computation.MANUAL),
    ("Metodiky", "metodik", "1C", 2, Computation.MANUAL),
    ("Videa", "videí", "2C", 4, Computation.MANUAL),
    ("Aktivity plánu hledání pěstounů", "aktivit", "3c", 60, Computation.MANUAL),
    ("Evaluační zprávy", "zpráv", "4", 3, Computation.MANUAL),
)
MILESTONES = (
    ("3a", "Koordinátorka projektu nastoupila", date(2016, 10, 1), date(2016, 10, 1)),
    ("2A", "Vyhlášení zakázky malého rozsahu na semináře", date(2017, 5, 31), date(2017, 5, 31)),
    ("2A", "Smlouva s dodavatelem seminářů", date(2017, 8, 31), date(2017, 8, 31)),
    ("2C", "Videa promítnuta na prvním semináři dobré praxe", date(2017, 9, 15), date(2017, 9, 15)),
    ("2D", "Seminář dobré praxe 2017", date(2017, 9, 15), date(2017, 9, 15)),
    ("2B", "První kolo kulatých stolů uzavřeno krajským stolem", date(2017, 11, 30), date(2017, 11, 30)),
    ("2B", "Druhé kolo kulatých stolů", date(2018, 6, 30), None),
    ("4", "Konec projektu", date(2019, 9, 30), date(2019, 9, 30)),
)


@dataclass
class Programme:
    """A project with its activities by code."""

    project: Project
    activities: dict[str, ProjectActivity]

    def activity(self, code: str) -> int:
        return self.activities[code].id

    @property
    def id(self) -> int:
        return self.project.id


def programmes(scene: Scene) -> dict[str, FundingProgramme]:
    """Rules that differ: 40 h in OPZ of which 20 h in person, 24 h in OP VVV; of the others none is known."""
    rows = (
        (
            "OPZ",
            "Operační program Zaměstnanost",
            40,
            20,
            "Logo EU – Evropský sociální fond, Operační program Zaměstnanost",
        ),
        ("OP VVV", "Operační program Výzkum, vývoj a vzdělávání", 24, None, "Logolink EU a MŠMT"),
        ("IROP", "Integrovaný regionální operační program", None, None, "Logolink EU a MMR"),
        ("OPZ+", "Operační program Zaměstnanost plus", 40, 20, "Spolufinancováno Evropskou unií"),
    )
    return {
        code: scene.keep(
            FundingProgramme(
                code=code,
                name=name,
                support_threshold_hours=threshold,
                in_person_hours=in_person,
                publicity=publicity,
                folded_text=text.fold(f"{code} {name}"),
            )
        )
        for code, name, threshold, in_person, publicity in rows
    }


def start_project(scene: Scene, project: Project, shares: Sequence[tuple[str, int]] = ()) -> Project:
    """Store a project with the shares of its budget in percent."""
    project.folded_text = text.fold(f"{project.title} {project.registration_number or ''}".strip())
    scene.keep(project)
    for position, (source, percent) in enumerate(shares):
        scene.session.add(
            ProjectFunding(
                partnership_id=project.partnership_id,
                project_id=project.id,
                position=position,
                source=source,
                percent=Decimal(percent),
            )
        )
    scene.session.flush()
    return project


def reference_project(scene: Scene, region: Region, opz: FundingProgramme) -> Programme:
    sister = start_project(
        scene,
        Project(
            partnership_id=region.id,
            title=SISTER,
            applicant_id=region.office.id,
            programme_id=opz.id,
            state=ProjectState.CLOSED,
        ),
    )
    project = start_project(
        scene,
        Project(
            partnership_id=region.id,
            title=TITLE,
            registration_number=INVENTED_NUMBER.format(1),
            applicant_id=region.office.id,
            programme_id=opz.id,
            follows_id=sister.id,
            state=ProjectState.CLOSED,
            starts_on=date(2016, 10, 1),
            ends_on=date(2019, 9, 30),
            total_budget=BUDGET,
            description="Individuální projekt, OPZ, prioritní osa 2, investiční priorita 2.2.",
        ),
        SHARES,
    )
    programme = Programme(project, add_activities(scene, project, ACTIVITIES))
    for name, unit, code, target, computed_from in INDICATORS:
        add_indicator(scene, programme, name, unit, code, target, computed_from)
    for code, title, due_on, done_on in MILESTONES:
        add_milestone(scene, programme, code, title, due_on, done_on)
    scene.session.flush()
    return programme


def add_activities(
    scene: Scene, project: Project, rows: Sequence[tuple[str | None, str, str, int | None]]
) -> dict[str, ProjectActivity]:
    made: dict[str, ProjectActivity] = {}
    for position, (parent, code, title, target) in enumerate(rows):
        made[code] = scene.keep(
            ProjectActivity(
                partnership_id=project.partnership_id,
                project_id=project.id,
                parent_id=made[parent].id if parent else None,
                position=position,
                code=code,
                title=title,
                target=target,
            )
        )
    return made


def add_indicator(
    scene: Scene,
    programme: Programme,
    name: str,
    unit: str,
    code: str | None,
    target: int | None,
    computed_from: Computation,
) -> None:
    scene.session.add(
        ProjectIndicator(
            partnership_id=programme.project.partnership_id,
            project_id=programme.id,
            activity_id=programme.activity(code) if code else None,
            name=name,
            unit=unit,
            target=Decimal(target) if target is not None else None,
            computed_from=computed_from,
        )
    )


def add_milestone(
    scene: Scene, programme: Programme, code: str | None, title: str, due_on: date, done_on: date | None
) -> None:
    scene.session.add(
        ProjectMilestone(
            partnership_id=programme.project.partnership_id,
            project_id=programme.id,
            activity_id=programme.activity(code) if code else None,
            title=title,
            due_on=due_on,
            done_on=done_on,
        )
    )
