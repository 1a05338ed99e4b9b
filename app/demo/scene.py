"""What the parts of the demo share: the session, chance, the clock, the places and the invented people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TypeVar

from sqlmodel import Session, SQLModel, select

from app.core import clock, text
from app.core.addresses import normal_address
from app.demo.names import Name, invent
from app.events.models import Venue
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.people_models import Person
from app.partnerships.models import (
    Partnership,
    PartnershipKind,
    PartnershipMember,
    PartnershipPhase,
    PartnershipTerritory,
    Phase,
)
from app.territories.models import Territory

R = TypeVar("R", bound=SQLModel)
PEOPLE = 300
SEED = 42


@dataclass
class Scene:
    """All random choices come from one generator in one order, so every run makes the same data."""

    session: Session
    now: datetime = field(default_factory=lambda: clock.now())
    chance: Random = field(default_factory=lambda: Random(SEED))
    territories: dict[str, Territory] = field(init=False)
    names: Iterator[Name] = field(init=False)
    hosts: dict[int, str] = field(default_factory=dict)
    venues: dict[tuple[int, str, str], Venue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.territories = {one.code: one for one in self.session.exec(select(Territory))}
        self.names = iter(invent(PEOPLE, self.chance))

    def keep(self, record: R) -> R:
        """Store a record and give it its id."""
        self.session.add(record)
        self.session.flush()
        return record

    def keep_all(self, records: Sequence[R]) -> Sequence[R]:
        self.session.add_all(records)
        self.session.flush()
        return records

    def place(self, code: str) -> int:
        """The id of the territory with this official code."""
        return self.territories[code].id


def found_partnership(
    scene: Scene,
    name: str,
    kind: PartnershipKind,
    territories: Sequence[str],
    phases: Sequence[Phase] = (),
    description: str = "",
    rules: dict[str, bool | int | float | str | None] | None = None,
) -> Partnership:
    partnership = scene.keep(
        Partnership(
            name=name,
            kind=kind,
            description=description,
            rules=rules or {},
            contact_name="Koordinační tým",
            contact_email="koordinace@partnerstvi.example",
            folded_name=text.fold(name),
            sort_key=text.sort_key(name),
        )
    )
    for position, code in enumerate(territories):
        scene.session.add(
            PartnershipTerritory(
                partnership_id=partnership.id, territory_id=scene.place(code), position=position
            )
        )
    for position, phase in enumerate(phases):
        scene.session.add(
            PartnershipPhase(partnership_id=partnership.id, position=position, **phase.model_dump())
        )
    scene.session.flush()
    return partnership


def organisation(
    scene: Scene, name: str, kind: OrganisationKind, host: str, territory: str | None = None
) -> Organisation:
    """An organisation with the host of its invented addresses. Invented ones have no IČO, because it could
    belong to a real organisation."""
    known = scene.keep(
        Organisation(
            name=name,
            kind=kind,
            territory_id=scene.place(territory) if territory else None,
            website=f"https://www.{host}.example",
            email=f"info@{host}.example",
            folded_name=text.fold(name),
            sort_key=text.sort_key(name),
        )
    )
    scene.hosts[known.id] = host
    return known


def member(scene: Scene, partnership: Partnership, organisation: Organisation) -> None:
    scene.session.add(PartnershipMember(partnership_id=partnership.id, organisation_id=organisation.id))
    organisation.owner_partnership_id = organisation.owner_partnership_id or partnership.id


def person(
    scene: Scene,
    partnership: Partnership,
    organisation: Organisation | None,
    positions: tuple[str, str] = ("", ""),
    office_mailbox: bool = False,
) -> Person:
    """The next invented person; `positions` are the forms for a man and for a woman.

    Without an organisation it is a user of services, who has no e-mail.
    """
    name = next(scene.names)
    email = _address(scene, name, organisation, office_mailbox)
    return scene.keep(
        Person(
            partnership_id=partnership.id,
            title_before=name.before if organisation else "",
            first_name=name.first,
            last_name=name.last,
            title_after=name.after if organisation else "",
            email=email,
            organisation_id=organisation.id if organisation else None,
            position=positions[name.woman],
            folded_name=text.fold(name.plain),
            folded_email=normal_address(email or ""),
            sort_key=text.sort_key(f"{name.last} {name.first}"),
        )
    )


def _address(scene: Scene, name: Name, organisation: Organisation | None, office_mailbox: bool) -> str | None:
    if organisation is None:
        return None
    host = scene.hosts[organisation.id]
    local = "socialni" if office_mailbox else text.fold(name.plain).replace(" ", ".")
    return f"{local}@{host}.example"


def venue(
    scene: Scene,
    partnership_id: int,
    name: str,
    room: str = "",
    territory: str | None = None,
    address: str = "",
) -> Venue:
    """A place of a partnership, made at its first use."""
    key = (partnership_id, name, room)
    if key not in scene.venues:
        scene.venues[key] = scene.keep(
            Venue(
                partnership_id=partnership_id,
                name=name,
                room=room,
                address=address,
                territory_id=scene.place(territory) if territory else None,
            )
        )
    return scene.venues[key]


@dataclass
class Region:
    """The regional partnership with its people, which the reference project and its follow-up share."""

    partnership: Partnership
    office: Organisation
    contractor: Organisation
    coordinator: Person
    workers: list[Person]
    facilitators: list[Person]
    lecturers: list[Person]
    people: dict[str, list[Person]]
    """People who come to tables and trainings, by the code of their ORP."""

    @property
    def id(self) -> int:
        return self.partnership.id
