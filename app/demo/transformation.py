"""Transformation of services in the Moravian-Silesian region: a chart that three decisions changed.

The source gives the decisions and their effects, not their days; the days are ours.
"""

from datetime import date, timedelta

from app.demo.gather import DemoSession
from app.demo.groups import found_group, join, meet, place
from app.demo.scene import Scene, found_partnership, member, organisation, person, venue
from app.organisations.models import OrganisationKind
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupKind, WorkingGroup
from app.partnerships.models import Partnership, PartnershipKind, Phase

FOUNDED = date(2008, 1, 15)
REPARENTED = date(2014, 3, 12)
RECOMPOSED = date(2014, 6, 11)
DELEGATED = date(2014, 10, 8)
TERMS = "Prohlášení organizace a interní transformační tým."
WORKING = (
    "Pracovní skupina pro kvalitu",
    "Pracovní skupina pro obce II. typu",
    "Pracovní skupina pro financování sociálních služeb",
    "Pracovní skupina pro strategii integrace romské komunity",
    "Pracovní skupina pro protidrogovou prevenci",
)
TRANSFORMATION = "Pracovní skupina pro transformaci sociálních služeb"
PHASES = (
    ("První kroky", date(2003, 1, 1), date(2003, 12, 31)),
    ("Vize a principy ve strategiích", date(2004, 1, 1), date(2006, 12, 31)),
    ("První zařízení", date(2007, 1, 1), date(2007, 12, 31)),
    ("Skupiny", date(2008, 1, 1), date(2010, 10, 31)),
    ("Spolupráce s národním centrem (31 organizací v zemi)", date(2010, 11, 1), date(2013, 3, 31)),
    ("Realizace", date(2013, 4, 1), None),
)


def transformation(scene: Scene) -> None:
    partnership = found_partnership(
        scene,
        "Transformace sociálních služeb v Moravskoslezském kraji",
        PartnershipKind.TRANSFORMATION,
        ["CZ080"],
        [Phase(name=name, since=since, until=until) for name, since, until in PHASES],
        "Řídící skupina se šesti pracovními skupinami, otevřená skupina organizací a týmy v zařízeních.",
    )
    people = _people(scene, partnership)
    steering = found_group(
        scene,
        partnership,
        "Řídící skupina střednědobého plánu",
        GroupKind.STEERING,
        FOUNDED,
        remit="Řídí postup kraje.",
    )
    join(scene, steering, people[:9], FOUNDED)
    for number, name in enumerate(WORKING):
        group = found_group(
            scene, partnership, name, GroupKind.WORKING, FOUNDED, steering, joining_terms=TERMS
        )
        join(scene, group, people[number * 3 : number * 3 + 6], FOUNDED)
    before = found_group(scene, partnership, "Krajská koordinační skupina", GroupKind.COORDINATION, FOUNDED)
    join(scene, before, people[9:14], FOUNDED)
    transforming = found_group(
        scene, partnership, TRANSFORMATION, GroupKind.WORKING, FOUNDED, before, joining_terms=TERMS
    )
    children = found_group(
        scene,
        partnership,
        "Skupina pro transformaci dětských zařízení",
        GroupKind.WORKING,
        FOUNDED,
        before,
    )
    join(scene, children, people[18:24], FOUNDED)
    place(scene, children, transforming, REPARENTED)
    _teams(scene, partnership, people, transforming)
    _decisions(scene, partnership, steering, transforming, people)


def _people(scene: Scene, partnership: Partnership) -> list[Person]:
    office = organisation(
        scene, "Krajský úřad Moravskoslezského kraje", OrganisationKind.REGION, "ku-msk", "CZ080"
    )
    homes = [
        organisation(scene, f"Domov {name}, p. o.", OrganisationKind.OTHER, f"domov-{host}", code)
        for name, host, code in (
            ("Na Vyhlídce", "vyhlidka", "8119"),
            ("Pod Kaštany", "kastany", "8117"),
            ("U Řeky", "u-reky", "8111"),
        )
    ]
    for one in (office, *homes):
        member(scene, partnership, one)
    positions = ("vedoucí služby", "vedoucí služby")
    return [person(scene, partnership, [office, *homes][n % 4], positions) for n in range(30)]


def _teams(scene: Scene, partnership: Partnership, people: list[Person], transforming: WorkingGroup) -> None:
    opened = found_group(
        scene,
        partnership,
        "Skupina organizací v transformaci",
        GroupKind.OPEN,
        FOUNDED,
        open_to_new_members=True,
        joining_terms=TERMS,
    )
    join(scene, opened, people[10:26], FOUNDED, chair=False)
    place(scene, opened, transforming, REPARENTED)
    for name, kind in (
        ("Multidisciplinární tým zařízení kraje", GroupKind.MULTIDISCIPLINARY),
        ("Malý multidisciplinární tým Domova Na Vyhlídce", GroupKind.MULTIDISCIPLINARY),
        ("Operativní tým Domova Pod Kaštany", GroupKind.IMPLEMENTATION),
    ):
        join(scene, found_group(scene, partnership, name, kind, FOUNDED, opened), people[24:29], FOUNDED)


def _decisions(
    scene: Scene,
    partnership: Partnership,
    steering: WorkingGroup,
    group: WorkingGroup,
    people: list[Person],
) -> None:
    """Re-parented under the steering group of the plan, recomposed, then given competence. A leader was
    elected only after the new members had been named."""
    join(scene, group, people[12:18], FOUNDED, RECOMPOSED - timedelta(days=1), chair=False)
    place(scene, group, steering, REPARENTED)
    join(scene, group, people[17:25], RECOMPOSED)
    group.remit = "Od 8. 10. 2014 rozhoduje o postupu transformace v jednotlivých zařízeních."
    hall = venue(scene, partnership.id, "Krajský úřad Moravskoslezského kraje", "sál", "8119")
    previous = None
    for day, item in (
        (REPARENTED, "Přeřazení skupiny pro transformaci pod řídící skupinu střednědobého plánu"),
        (RECOMPOSED, "Nové složení skupiny pro transformaci a volba vedoucí"),
        (DELEGATED, "Přenesení působnosti na skupinu pro transformaci"),
    ):
        previous = meet(
            scene,
            steering,
            "Jednání řídící skupiny střednědobého plánu",
            [DemoSession(day, (9, 0), (12, 0), 4, hall)],
            (item, "Různé"),
            people[:9],
            previous,
        )
