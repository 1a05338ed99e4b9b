"""Transformation of services in the Moravian-Silesian region: a chart that three decisions changed.

The source gives the decisions and their effects, not their days; the days are ours.
"""

from datetime import date, timedelta

from sqlmodel import col, select

from app.decisions.models import Decision, EffectKind
from app.decisions.shapes import DecisionEffect, NewMember
from app.demo.decisions import decide
from app.demo.gather import DemoSession
from app.demo.groups import found_group, join, meet, place, side_of
from app.demo.scene import Scene, found_partnership, member, organisation, person, venue
from app.organisations.models import OrganisationKind
from app.organisations.people_models import Person
from app.partnerships.group_models import GroupKind, GroupMember, GroupRole, WorkingGroup
from app.partnerships.models import Partnership, PartnershipKind, Phase

FOUNDED = date(2008, 1, 15)
REPARENTED = date(2014, 3, 12)
RECOMPOSED = date(2014, 6, 11)
DELEGATED = date(2014, 10, 8)
ELECTED = date(2014, 9, 10)
COMPETENCE = "postup transformace v jednotlivých zařízeních"
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
        {"public": True},
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
    opened = _teams(scene, partnership, people)
    moved = _decisions(scene, partnership, steering, transforming, people)
    for below in (children, opened):
        place(scene, below, transforming, REPARENTED, moved.id)


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


def _teams(scene: Scene, partnership: Partnership, people: list[Person]) -> WorkingGroup:
    """The open group of organisations, with the teams inside facilities below it."""
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
    for name, kind in (
        ("Multidisciplinární tým zařízení kraje", GroupKind.MULTIDISCIPLINARY),
        ("Malý multidisciplinární tým Domova Na Vyhlídce", GroupKind.MULTIDISCIPLINARY),
        ("Operativní tým Domova Pod Kaštany", GroupKind.IMPLEMENTATION),
    ):
        join(scene, found_group(scene, partnership, name, kind, FOUNDED, opened), people[24:29], FOUNDED)
    return opened


def _decisions(
    scene: Scene,
    partnership: Partnership,
    steering: WorkingGroup,
    group: WorkingGroup,
    people: list[Person],
) -> Decision:
    """Re-parented under the steering group of the plan, recomposed, then given competence. A leader was
    elected only after the new members had been named. Returns the first of the three."""
    join(scene, group, people[12:18], FOUNDED, chair=False)
    members = [
        NewMember(person_id=one.id, organisation_id=one.organisation_id, side=side_of(one, place))
        for place, one in enumerate(people[17:25])
    ]
    move = DecisionEffect(kind=EffectKind.MOVE, group_id=group.id, parent_id=steering.id)
    recompose = DecisionEffect(kind=EffectKind.RECOMPOSE, group_id=group.id, members=members)
    delegate = DecisionEffect(kind=EffectKind.DELEGATE, group_id=group.id, competence=COMPETENCE)
    hall = venue(scene, partnership.id, "Krajský úřad Moravskoslezského kraje", "sál", "8119")
    previous, decided = None, []
    for day, title, effect in (
        (REPARENTED, "Přeřazení skupiny pro transformaci pod řídící skupinu střednědobého plánu", move),
        (RECOMPOSED, "Nové složení skupiny pro transformaci", recompose),
        (DELEGATED, "Přenesení působnosti na skupinu pro transformaci", delegate),
    ):
        previous = meet(
            scene,
            steering,
            "Jednání řídící skupiny střednědobého plánu",
            [DemoSession(day, (9, 0), (12, 0), 4, hall)],
            (title, "Různé"),
            people[:9],
            previous,
        )
        decided.append(decide(scene, steering, title, day, effect, previous))
    _elect(scene, group, people[17])
    return decided[0]


def _elect(scene: Scene, group: WorkingGroup, leader: Person) -> None:
    """The group elected its leader among the new members, who was a member until then."""
    statement = select(GroupMember).where(
        col(GroupMember.group_id) == group.id,
        col(GroupMember.person_id) == leader.id,
        col(GroupMember.until).is_(None),
    )
    member = scene.session.exec(statement).one()
    member.until = ELECTED - timedelta(days=1)
    scene.session.flush()
    scene.keep(
        GroupMember(
            partnership_id=group.partnership_id,
            group_id=group.id,
            person_id=leader.id,
            organisation_id=leader.organisation_id,
            role=GroupRole.CHAIR,
            side=member.side,
            since=ELECTED,
        )
    )
