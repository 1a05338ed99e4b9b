"""Community planning: Liberec with its group for foreigners, minorities and people at risk, and two towns in
the south with their phases."""

from datetime import date

from app.demo.gather import DemoSession
from app.demo.groups import found_group, join, meet
from app.demo.reference import start_project
from app.demo.scene import Scene, found_partnership, member, organisation, person, venue
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupKind
from app.partnerships.models import Partnership, PartnershipKind, Phase
from app.projects.models import Project, ProjectState

PLANNING = PartnershipKind.COMMUNITY_PLANNING
MEETING = date(2019, 11, 11)
NEXT_MEETING = date(2020, 1, 13)
SUBJECTS = ("Senioři", "Osoby se zdravotním postižením", "Mládež a rodiny", "Nepříznivé situace")
SOUTH = (
    (
        "Trhové Sviny",
        "3113",
        "trhove-sviny",
        (
            ("První plán", date(2010, 7, 1), date(2011, 5, 31)),
            ("Aktualizace", date(2012, 6, 1), date(2013, 6, 30)),
            ("Nový plán", date(2013, 7, 1), date(2014, 12, 31)),
        ),
    ),
    (
        "Český Krumlov",
        "3103",
        "cesky-krumlov",
        (
            ("První plán", date(2011, 6, 1), date(2012, 6, 30)),
            ("Nový plán", date(2013, 7, 1), date(2014, 12, 31)),
        ),
    ),
)
STAFF = ("sociální pracovník", "sociální pracovnice")


def liberec_planning(scene: Scene) -> None:
    partnership = found_partnership(
        scene, "Komunitní plánování Liberec", PLANNING, ["5105"], [], rules={"invitation_working_days": 3}
    )
    city = organisation(
        scene,
        "Magistrát města Liberec, odbor sociální péče",
        OrganisationKind.MUNICIPALITY,
        "kp-liberec",
        "5105",
    )
    provider = organisation(scene, "Most přes Nisu, z. ú.", OrganisationKind.NGO, "most-pres-nisu", "5105")
    for one in (city, provider):
        member(scene, partnership, one)
    people = [person(scene, partnership, (city, provider)[n % 2], STAFF) for n in range(16)]
    people += [person(scene, partnership, None) for _ in range(4)]
    steering = found_group(scene, partnership, "Řídící skupina", GroupKind.STEERING, date(2016, 1, 1))
    join(scene, steering, people[:7], date(2016, 1, 1))
    group = found_group(
        scene,
        partnership,
        "Cizinci, menšiny a osoby v krizi",
        GroupKind.WORKING,
        date(2016, 1, 1),
        steering,
        target_groups=["cizinci", "národnostní menšiny", "osoby ohrožené sociálním vyloučením"],
    )
    join(scene, group, people[5:20], date(2016, 1, 1))
    hall = venue(scene, partnership.id, "Magistrát města Liberec", "zasedací místnost", "5105")
    held = meet(
        scene,
        group,
        "Jednání skupiny pro cizince, menšiny a osoby v krizi",
        [DemoSession(MEETING, (15, 0), (17, 0), 2, hall)],
        ("Informace z řídící skupiny", "Projekty města", "Financování služeb"),
        people[5:16],
    )
    meet(
        scene,
        group,
        "Jednání skupiny pro cizince, menšiny a osoby v krizi",
        [DemoSession(NEXT_MEETING, (15, 0), (17, 0), 2, hall)],
        people=people[5:14],
        previous=held,
    )
    _projects(scene, partnership, city, provider)


def _projects(scene: Scene, partnership: Partnership, city: Organisation, provider: Organisation) -> None:
    place, town, helper = partnership.id, city.id, provider.id
    contact = "Polovina realizace je za námi; jeden metodik a tři terénní pracovníci."
    start_project(
        scene,
        Project(
            partnership_id=place,
            title="Kontaktní sociální práce",
            applicant_id=town,
            state=ProjectState.RUNNING,
            ends_on=date(2020, 12, 31),
            description=contact,
        ),
    )
    rejected = start_project(
        scene,
        Project(
            partnership_id=place, title="Centrum bydlení", applicant_id=town, state=ProjectState.REJECTED
        ),
    )
    start_project(
        scene,
        Project(
            partnership_id=place,
            title="Centrum bydlení, nová verze",
            applicant_id=town,
            state=ProjectState.APPLICATION,
            follows_id=rejected.id,
        ),
    )
    start_project(
        scene,
        Project(
            partnership_id=place,
            title="Asistenti prevence kriminality",
            applicant_id=town,
            state=ProjectState.RUNNING,
            ends_on=date(2021, 12, 31),
        ),
    )
    start_project(
        scene,
        Project(
            partnership_id=place,
            title="Mikrotýmy ve dvou lokalitách",
            applicant_id=helper,
            state=ProjectState.RUNNING,
        ),
    )


def southern_planning(scene: Scene) -> None:
    for name, code, host, phases in SOUTH:
        stages = [Phase(name=phase, since=since, until=until) for phase, since, until in phases]
        partnership = found_partnership(
            scene,
            f"Komunitní plánování {name}",
            PLANNING,
            [code],
            stages,
            "Plánovací období 2015–2017, navázáno na krajský plán. Zastupitelstvo, rada, řídící skupina. "
            "Podpořili: EU, Jihočeský kraj, JR o. p. s., města Trhové Sviny a Český Krumlov.",
            {"invitation_days": 10},
        )
        _southern_groups(scene, partnership, name, code, host, phases[0][1])


def _southern_groups(
    scene: Scene, partnership: Partnership, name: str, code: str, host: str, since: date
) -> None:
    town = organisation(scene, f"Městský úřad {name}", OrganisationKind.MUNICIPALITY, f"mesto-{host}", code)
    charity = organisation(
        scene, f"Domov u parku {name}, o. p. s.", OrganisationKind.NGO, f"domov-{host}", code
    )
    for one in (town, charity):
        member(scene, partnership, one)
    people: list[Person] = [person(scene, partnership, (town, charity)[n % 2], STAFF) for n in range(10)]
    people += [person(scene, partnership, None) for _ in range(2)]
    assembly = found_group(scene, partnership, "Zastupitelstvo města", GroupKind.OTHER, since)
    council = found_group(scene, partnership, "Rada města", GroupKind.OTHER, since, assembly)
    steering = found_group(scene, partnership, "Řídící skupina", GroupKind.STEERING, since, council)
    join(scene, steering, people[:6], since)
    for place, subject in enumerate(SUBJECTS):
        group = found_group(scene, partnership, subject, GroupKind.WORKING, since, steering)
        join(scene, group, people[place : place + 8], since)
    for title, kind in (
        ("Realizační tým", GroupKind.IMPLEMENTATION),
        ("Metodické vedení", GroupKind.OTHER),
    ):
        join(scene, found_group(scene, partnership, title, kind, since, steering), people[:3], since)
