"""The local partnership of Liberec on 1. 3. 2017, its March meetings and its project fiches."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlmodel import col, select

from app.courses.models import EventKind
from app.demo.gather import DemoSession, as_training, attend, note_change, put_on, sign_up
from app.demo.groups import apply_to, found_group, join, meet
from app.demo.reference import Programme, add_milestone, start_project
from app.demo.scene import Region, Scene, found_partnership, member, organisation, person, venue
from app.events.models import Event, RegistrationPolicy, Visibility
from app.events.venues import venue_label
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupKind, WorkingGroup
from app.partnerships.models import Partnership, PartnershipKind, PartnershipRole, Phase
from app.projects.models import FundingProgramme, Project, ProjectState

LOCAL = PartnershipKind.LOCAL_PARTNERSHIP
GROUPS = ("Sociální služby", "Bydlení", "Zaměstnanost", "Bezpečnost")
MARCH = {
    "Sociální služby": (
        7,
        "radnice",
        "202",
        ("Terénní práce ve vztahu k bydlení, zaměstnanosti, rodině a zdraví",),
    ),
    "Bydlení": (9, "radnice", "210", ("Kontroly ubytoven",)),
    "Zaměstnanost": (14, "radnice", "202", ("Prostupný trh práce",)),
    "Bezpečnost": (
        21,
        "URAN",
        "17",
        ("Bezpečnost v plánu", "Asistenti prevence kriminality", "Pravidla skupiny", "Katalog prevence"),
    ),
    "PSPI": (28, "URAN", "17", ("Představení projektů", "Koordinace překryvů")),
}
"""Rooms and topics are those of the source, days in March are ours. Housing was to meet in room 11 and moved
to 210. Of the hours only the minutes are legible: housing met at half past, the others on the hour."""

LATER = (("duben", date(2017, 4, 24)), ("červen", date(2017, 6, 12)))
"""Weeks of the next meetings, one group a day: the end of April and June are the source's, the days ours."""

CONSULTED = date(2017, 7, 4)
"""The first Tuesday of consultations, which were every other week until the end of August."""

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


def local_partnership(scene: Scene, region: Region, programmes: dict[str, FundingProgramme]) -> Local:
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
        {
            "invitation_days": 7,
            "proposals_days": 5,
            "apology_days": 2,
            "meetings_per_year": 3,
            "quorum_percent": 50,
            "votes": True,
            "guests_vote": False,
            "public": False,
        },
    )
    members = _members(scene, partnership, region.office)
    people = _people(scene, partnership, members)
    groups = _groups(scene, partnership, people)
    _march(scene, partnership, groups, people)
    _later_meetings(scene, partnership, groups, people)
    _with_university(scene, partnership, groups["PSPI"], people)
    _employment_training(scene, partnership, people)
    _ministry_seminar(scene, partnership, people)
    _fiches(scene, partnership, members, programmes)
    return Local(partnership, groups, people)


class Members(NamedTuple):
    """Who has people in the partnership: the city, the agency, and NGOs, police and labour office."""

    city: Organisation
    agency: Organisation
    others: list[Organisation]


def _members(scene: Scene, partnership: Partnership, region: Organisation) -> Members:
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
    agency = organisation(
        scene, "Agentura pro sociální začleňování", OrganisationKind.STATE, "agentura-zaclenovani", "5105"
    )
    plan = organisation(
        scene, "Řízení IPRÚ Liberec–Jablonec nad Nisou", OrganisationKind.OTHER, "ipru-liberec", "5105"
    )
    for one in (agency, city, *ngos, police, labour, region, plan):
        member(scene, partnership, one)
    _contacts(scene)
    return Members(city, agency, [*ngos, police, labour])


def _contacts(scene: Scene) -> None:
    """New contacts of the partnership, not members yet."""
    for name, kind, host in (
        ("Krajská hygienická stanice Libereckého kraje", OrganisationKind.STATE, "hygiena-lk"),
        ("Oblastní spolek Českého červeného kříže Liberec", OrganisationKind.NGO, "cck-liberec"),
        ("Tulipán", OrganisationKind.NGO, "tulipan"),
    ):
        organisation(scene, name, kind, host, "5105")


def _people(scene: Scene, partnership: Partnership, members: Members) -> list[Person]:
    officials = ("vedoucí oddělení", "vedoucí oddělení")
    experts = ("odborný konzultant", "odborná konzultantka")
    people = [person(scene, partnership, members.city, officials) for _ in range(7)]
    people += [person(scene, partnership, members.agency, experts) for _ in range(3)]
    for one in members.others:
        people += [person(scene, partnership, one, ("pracovník", "pracovnice")) for _ in range(4)]
    roles = {
        "řízení strategického plánu": people[0],
        "politická záštita": people[1],
        "lokální konzultace": people[7],
        "metodické vedení": people[8],
    }
    for role, somebody in roles.items():
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
    everybody = found_group(
        scene,
        partnership,
        "Setkání partnerství",
        GroupKind.OPEN,
        since,
        groups["PSPI"],
        remit="Všichni partneři, veřejnost a ministerstva.",
        open_to_new_members=True,
    )
    join(scene, everybody, people[::3], since, chair=False)
    apply_to(
        scene,
        groups["Bydlení"],
        people[-1],
        "Pracuji s rodinami, které přicházejí o bydlení, a chci znát ostatní, kdo jim pomáhají.",
    )
    return groups


def _march(
    scene: Scene, partnership: Partnership, groups: dict[str, WorkingGroup], people: list[Person]
) -> None:
    for place, (name, (day, house, room, topics)) in enumerate(MARCH.items()):
        hall = venue(scene, partnership.id, house, f"místnost {room}", "5105")
        minute = 30 if name == "Bydlení" else 0
        event = meet(
            scene,
            groups[name],
            f"Jednání skupiny {name}",
            [DemoSession(date(2017, 3, day), (13, minute), (15, minute), 2, hall)],
            topics,
            people[place * 6 : place * 6 + 8],
            lead=timedelta(days=4 if name == "Bezpečnost" else 10),
            alternate=people[-1] if name == "Bydlení" else None,
        )
        if name == "Bydlení":
            _moved(scene, event, venue_label(venue(scene, partnership.id, house, "místnost 11", "5105")))


def _moved(scene: Scene, event: Event, before: str) -> None:
    """The change of the room, announced to the group six days ahead."""
    told_at = (event.starts_at or scene.now) - timedelta(days=6)
    note_change(scene, event, "venue", before, "radnice, místnost 210", told_at)


def _later_meetings(
    scene: Scene, partnership: Partnership, groups: dict[str, WorkingGroup], people: list[Person]
) -> None:
    """The groups met again at the end of April and in June, in the rooms of March."""
    for month, monday in LATER:
        for place, (name, (_, house, room, _topics)) in enumerate(MARCH.items()):
            hall = venue(scene, partnership.id, house, f"místnost {room}", "5105")
            meet(
                scene,
                groups[name],
                f"Jednání skupiny {name}, {month} 2017",
                [DemoSession(monday + timedelta(days=place), (13, 0), (15, 0), 2, hall)],
                ("Plnění plánu", "Podněty členů"),
                people[place * 6 : place * 6 + 7],
            )


def _with_university(
    scene: Scene, partnership: Partnership, group: WorkingGroup, people: list[Person]
) -> None:
    hall = venue(scene, partnership.id, "URAN", "místnost 17", "5105")
    day = DemoSession(LATER[0][1] + timedelta(days=3), (9, 0), (11, 0), 2, hall)
    meet(scene, group, "Jednání s univerzitou", [day], ("Možnosti spolupráce",), people[:5])


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


def _ministry_seminar(scene: Scene, partnership: Partnership, people: list[Person]) -> None:
    """A seminar of the ministry in room 11; the day is ours."""
    event = Event(
        partnership_id=partnership.id,
        kind=EventKind.SEMINAR,
        title="Seminář ministerstva",
        territory_id=scene.place("5105"),
    )
    hall = venue(scene, partnership.id, "radnice", "místnost 11", "5105")
    put_on(scene, event, [DemoSession(date(2017, 3, 23), (9, 0), (12, 0), 4, hall)])
    attend(scene, event, sign_up(scene, event, people[2:16]))


def consultations(scene: Scene, local: Local) -> None:
    """In July and August of 2017 the applicants came to talk over their projects; the days are ours."""
    hall = venue(scene, local.partnership.id, "URAN", "místnost 17", "5105")
    applicants: dict[int, list[Person]] = {}
    for one in local.people:
        applicants.setdefault(one.organisation_id or 0, []).append(one)
    names = {f"{name}, z. ú." for name in NGOS} | {"Statutární město Liberec"}
    found = select(Organisation).where(
        col(Organisation.id).in_(applicants), col(Organisation.name).in_(names)
    )
    for place, applicant in enumerate(scene.session.exec(found.order_by(col(Organisation.id)))):
        event = Event(
            partnership_id=local.partnership.id,
            kind=EventKind.CONSULTATION,
            title=f"Konzultace projektů: {applicant.name}",
            group_id=local.groups["PSPI"].id,
            territory_id=scene.place("5105"),
            registration_policy=RegistrationPolicy.MEMBERS,
            visibility=Visibility.MEMBERS,
        )
        day = CONSULTED + timedelta(weeks=2 * place)
        put_on(scene, event, [DemoSession(day, (9, 0), (11, 0), 2, hall)])
        people = applicants[applicant.id][:3]
        attend(scene, event, sign_up(scene, event, people), loyal=people)


def _fiches(
    scene: Scene, partnership: Partnership, members: Members, programmes: dict[str, FundingProgramme]
) -> None:
    """Fiches of NGOs and of the city under OPZ, two of social enterprise, the field social-health service,
    and three of social housing under IROP.

    Amounts were not known; the allocation of IROP was void after its calls had been cancelled. The shelter's
    project is handed in by an NGO.
    """
    city, ngos, fiche = members.city, members.others, ProjectState.FICHE
    rows = (
        ("Terénní práce v sociálně vyloučených lokalitách", ngos[3], "OPZ", fiche),
        ("Terénní programy pro uživatele drog", ngos[1], "OPZ", fiche),
        ("Sociální poradenství", ngos[2], "OPZ", fiche),
        ("Terénní práce s lidmi bez domova", ngos[0], "OPZ", fiche),
        ("Komunitní práce", ngos[3], "OPZ", fiche),
        ("Asistenti prevence kriminality ve městě", city, "OPZ", ProjectState.APPLICATION),
        ("Domovníci", city, "OPZ", fiche),
        ("Terénní pracovníci města", city, "OPZ", fiche),
        ("Sociální podnik úklidových služeb", ngos[0], "OPZ", fiche),
        ("Sociální podnik šicí dílna", ngos[1], "OPZ", fiche),
        ("Terénní zdravotně-sociální služba („ambulance“)", ngos[2], "OPZ", fiche),
        ("Sociální bydlení – byty města", city, "IROP", fiche),
        ("Sociální bydlení – byty první organizace (de minimis)", ngos[0], "IROP", fiche),
        ("Sociální bydlení – byty druhé organizace (de minimis)", ngos[2], "IROP", fiche),
    )
    for title, applicant, programme, state in rows:
        _fiche(scene, partnership, title, applicant, programmes[programme], state)
    shelter = _fiche(
        scene, partnership, "Azylový dům pro rodiny", ngos[0], programmes["OPZ"], ProjectState.APPROVED
    )
    shelter.description = "Žádost podala nezisková organizace; dům se obnovuje přes jinou strategii (IPRÚ)."
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
