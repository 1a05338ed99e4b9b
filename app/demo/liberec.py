"""The local partnership of Liberec on 1. 3. 2017, its March meetings and its project fiches."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.courses.models import EventKind
from app.demo.gather import DemoSession, as_training, attend, note_change, put_on, sign_up
from app.demo.groups import found_group, join, meet
from app.demo.reference import Programme, add_milestone, start_project
from app.demo.scene import Scene, found_partnership, member, organisation, person, venue
from app.events.models import Event
from app.events.venues import venue_label
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupKind, WorkingGroup
from app.partnerships.models import Partnership, PartnershipKind, PartnershipRole, Phase
from app.projects.models import FundingProgramme, Project, ProjectState

LOCAL = PartnershipKind.LOCAL_PARTNERSHIP
GROUPS = ("Sociální služby", "Bydlení", "Zaměstnanost", "Bezpečnost")
MARCH = {
    "Sociální služby": (date(2017, 3, 7), "radnice", "202"),
    "Bydlení": (date(2017, 3, 9), "radnice", "210"),
    "Zaměstnanost": (date(2017, 3, 14), "radnice", "202"),
    "Bezpečnost": (date(2017, 3, 21), "URAN", "17"),
    "PSPI": (date(2017, 3, 28), "URAN", "17"),
}
"""Rooms are those of the source, days in March are ours. Housing was to meet in room 11 and moved to 210."""

SISTERS = (
    ("Nový Bor", "5106", (("Příprava plánu", date(2016, 1, 1), None), ("Realizace", None, None))),
    ("Tanvaldsko", "5108", (("Příprava plánu", date(2016, 8, 1), None),)),
    ("Frýdlantsko", "5102", (("Ukončování spolupráce", None, None),)),
    ("Velké Hamry", "5108", (("Ukončování spolupráce", None, None),)),
    ("Ralsko", "5101", (("Ukončování spolupráce", None, None),)),
)
NGOS = ("Naděje pod Ještědem", "Dílna Otevřená vrata", "Bydlíme spolu", "Terén Sever")


def sister_places(scene: Scene) -> None:
    for name, code, phases in SISTERS:
        stages = [Phase(name=phase, since=since, until=until) for phase, since, until in phases]
        found_partnership(scene, f"Lokální partnerství {name}", LOCAL, [code], stages)


@dataclass
class Local:
    """The parts of the local partnership that the follow-up project needs."""

    partnership: Partnership
    groups: dict[str, WorkingGroup]
    people: list[Person]


def local_partnership(scene: Scene, programmes: dict[str, FundingProgramme]) -> Local:
    partnership = found_partnership(
        scene,
        "Lokální partnerství Liberec",
        LOCAL,
        ["5105"],
        [
            Phase(
                name="Příprava",
                since=date(2016, 1, 1),
                until=date(2016, 12, 31),
                note="Plán napsán a schválen 2016.",
            ),
            Phase(name="Realizace", since=date(2017, 1, 1)),
        ],
        "Koordinovaný přístup k sociálně vyloučeným lokalitám: týmy, pracovní skupiny, partnerství.",
        {"invitation_days": 7, "guests_vote": False, "public": False},
    )
    city, ngos = _members(scene, partnership)
    people = _people(scene, partnership, city, ngos)
    groups = _groups(scene, partnership, people)
    _march(scene, partnership, groups, people)
    _next_meetings(scene, groups)
    _employment_training(scene, partnership, people)
    _fiches(scene, partnership, city, ngos, programmes)
    return Local(partnership, groups, people)


def _members(scene: Scene, partnership: Partnership) -> tuple[Organisation, list[Organisation]]:
    city = organisation(
        scene, "Statutární město Liberec", OrganisationKind.MUNICIPALITY, "mesto-liberec-sv", "5105"
    )
    ngos = [
        organisation(scene, f"{name}, z. ú.", OrganisationKind.NGO, f"ngo{place}-liberec", "5105")
        for place, name in enumerate(NGOS, 1)
    ]
    police = organisation(
        scene, "Policie ČR, územní odbor Liberec", OrganisationKind.POLICE, "policie-liberec", "5105"
    )
    labour = organisation(
        scene,
        "Úřad práce ČR, kontaktní pracoviště Liberec",
        OrganisationKind.LABOUR_OFFICE,
        "up-liberec",
        "5105",
    )
    for one in (city, *ngos, police, labour):
        member(scene, partnership, one)
    return city, [*ngos, police, labour]


def _people(
    scene: Scene, partnership: Partnership, city: Organisation, others: list[Organisation]
) -> list[Person]:
    officials = ("vedoucí oddělení", "vedoucí oddělení")
    people = [person(scene, partnership, city, officials) for _ in range(10)]
    for one in others:
        people += [person(scene, partnership, one, ("pracovník", "pracovnice")) for _ in range(4)]
    roles = ("řízení strategického plánu", "lokální konzultace", "metodické vedení")
    for role, somebody in zip(roles, people, strict=False):
        scene.session.add(
            PartnershipRole(
                partnership_id=partnership.id,
                person_id=somebody.id,
                role=role,
                since=date(2016, 1, 1),
            )
        )
    return people


def _groups(scene: Scene, partnership: Partnership, people: list[Person]) -> dict[str, WorkingGroup]:
    since = date(2016, 1, 1)
    team = found_group(scene, partnership, "Koordinační tým", GroupKind.COORDINATION, since)
    join(scene, team, people[:5], since)
    groups = {
        name: found_group(scene, partnership, name, GroupKind.WORKING, since, team, open_to_new_members=True)
        for name in GROUPS
    }
    groups["PSPI"] = found_group(
        scene,
        partnership,
        "Pracovní skupina pro projekty a překryvy (PSPI)",
        GroupKind.PROJECT_SUPPORT,
        since,
        team,
    )
    for place, group in enumerate(groups.values()):
        join(scene, group, people[place * 6 : place * 6 + 9], since)
    return groups


def _march(
    scene: Scene, partnership: Partnership, groups: dict[str, WorkingGroup], people: list[Person]
) -> None:
    for place, (name, (day, house, room)) in enumerate(MARCH.items()):
        hall = venue(scene, partnership.id, house, f"místnost {room}", "5105")
        event = meet(
            scene,
            groups[name],
            f"Jednání skupiny {name}",
            [DemoSession(day, (13, 0), (15, 0), 2, hall)],
            ("Stav projektů", "Podněty členů", "Další jednání"),
            people[place * 6 : place * 6 + 8],
        )
        if name == "Bydlení":
            _moved(scene, event, venue_label(venue(scene, partnership.id, house, "místnost 11", "5105")))


def _moved(scene: Scene, event: Event, before: str) -> None:
    """The change of the room, announced to the group six days ahead."""
    told_at = (event.starts_at or scene.now) - timedelta(days=6)
    note_change(scene, event, "venue", before, "radnice, místnost 210", told_at)


def _next_meetings(scene: Scene, groups: dict[str, WorkingGroup]) -> None:
    """Meetings at the end of April and in June, whose days were not known yet."""
    periods = (
        ("duben", date(2017, 4, 24), date(2017, 4, 30)),
        ("červen", date(2017, 6, 1), date(2017, 6, 30)),
    )
    for name, group in groups.items():
        for month, first, last in periods:
            meet(
                scene, group, f"Jednání skupiny {name}, {month} 2017", [], planned_from=first, planned_to=last
            )


def _employment_training(scene: Scene, partnership: Partnership, people: list[Person]) -> None:
    event = Event(
        partnership_id=partnership.id,
        kind=EventKind.TRAINING,
        title="Zaměstnanost v sociálně vyloučených lokalitách",
        territory_id=scene.place("5105"),
        capacity=30,
    )
    hall = venue(scene, partnership.id, "radnice", "místnost 202", "5105")
    put_on(scene, event, [DemoSession(date(2017, 3, 15), (9, 0), (15, 0), 7, hall)])
    as_training(scene, event, None)
    attend(scene, event, sign_up(scene, event, people[4:26]))


def _fiches(
    scene: Scene,
    partnership: Partnership,
    city: Organisation,
    ngos: list[Organisation],
    programmes: dict[str, FundingProgramme],
) -> None:
    """Two of social enterprise, three of social housing; amounts were not known, the allocation of IROP was
    void after its calls had been cancelled."""
    rows = (
        ("Sociální podnik úklidových služeb", ngos[0], "OPZ", ProjectState.FICHE),
        ("Sociální podnik šicí dílna", ngos[1], "OPZ", ProjectState.FICHE),
        ("Sociální bydlení – podpora v nájmu", city, "OPZ", ProjectState.APPLICATION),
        ("Sociální bydlení – pořízení bytů města", city, "IROP", ProjectState.FICHE),
        ("Sociální bydlení – pořízení bytů spolku", ngos[2], "IROP", ProjectState.FICHE),
    )
    for title, applicant, programme, state in rows:
        _fiche(scene, partnership, title, applicant, programmes[programme], state)
    shelter = _fiche(
        scene, partnership, "Azylový dům pro rodiny", city, programmes["IROP"], ProjectState.APPROVED
    )
    plan = Programme(shelter, {})
    add_milestone(
        scene, plan, None, "Právní akt do tří měsíců od schválení", date(2017, 6, 1), date(2017, 5, 22)
    )
    add_milestone(scene, plan, None, "Veřejná zakázka", date(2017, 6, 30), date(2017, 6, 28))
    add_milestone(scene, plan, None, "Zahájení služby", date(2019, 3, 31), date(2019, 2, 1))


def _fiche(
    scene: Scene,
    partnership: Partnership,
    title: str,
    applicant: Organisation,
    programme: FundingProgramme,
    state: ProjectState,
    budget: Decimal | None = None,
) -> Project:
    return start_project(
        scene,
        Project(
            partnership_id=partnership.id,
            title=title,
            applicant_id=applicant.id,
            programme_id=programme.id,
            state=state,
            total_budget=budget,
        ),
    )
