"""Logins of the demo. Their passwords are printed, so load it only on your own machine."""

from dataclasses import dataclass

from app.accounts.service import create_user, give_role
from app.core.actor import RoleName
from app.demo.liberec import Local
from app.demo.scene import Region, Scene
from app.organisations.people_models import Person


@dataclass(frozen=True)
class Login:
    """`what` says in Czech what a person with this role does."""

    email: str
    password: str
    role: RoleName
    what: str

    def __str__(self) -> str:
        return f"{self.email:<40} {self.password:<24} {self.what}"


LOGINS = (
    Login("spravkyne@kulaty-stul.example", "ukazka-pro-spravkyni", RoleName.ADMIN, "správkyně všeho"),
    Login(
        "koordinatorka@kulaty-stul.example",
        "ukazka-koordinuje",
        RoleName.COORDINATOR,
        "koordinátorka v Libereckém kraji a v Liberci",
    ),
    Login(
        "facilitator@kulaty-stul.example",
        "ukazka-u-dveri",
        RoleName.FACILITATOR,
        "facilitátor, zapisuje docházku svých akcí",
    ),
    Login(
        "clenka@kulaty-stul.example",
        "ukazka-ze-skupiny",
        RoleName.MEMBER,
        "členka pracovních skupin v Liberci",
    ),
    Login(
        "auditorka@kulaty-stul.example",
        "ukazka-jen-cteni",
        RoleName.AUDITOR,
        "auditorka, čte vše a nic nemění",
    ),
)


def open_logins(scene: Scene, region: Region, local: Local) -> dict[RoleName, int]:
    """Returns the user ids by role."""
    home, town = region.id, local.partnership.id
    whose: dict[RoleName, tuple[Person | None, list[int | None]]] = {
        RoleName.ADMIN: (None, [None]),
        RoleName.COORDINATOR: (region.coordinator, [home, town]),
        RoleName.FACILITATOR: (region.facilitators[0], [home]),
        RoleName.MEMBER: (local.people[7], [town]),
        RoleName.AUDITOR: (None, [home, town]),
    }
    made: dict[RoleName, int] = {}
    for login in LOGINS:
        person, places = whose[login.role]
        name = f"{person.first_name} {person.last_name}" if person else login.what.split(",")[0].capitalize()
        user = create_user(
            scene.session, login.email, login.password, name, person_id=person.id if person else None
        )
        for place in places:
            give_role(scene.session, user.id, login.role, place)
        made[login.role] = user.id
    return made
