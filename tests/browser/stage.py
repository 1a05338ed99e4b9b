"""Where the journey of the first release is played: a series, its people, a server and a mailbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
from sqlmodel import Session

from app.accounts.service import create_user, give_role
from app.core import clock
from app.core.actor import RoleName
from app.core.database.engine import Database
from app.core.text import PRAGUE
from app.partnerships.models import Partnership
from tests import factories
from tests.mailbox import Mailbox, receiving
from tests.serving import Served, serving, two_processes

TITLE = "Kulatý stůl ve Frýdlantu"
COORDINATOR = "klara@kraj.example"
FACILITATOR = "fedor@kraj.example"


def in_three_hours() -> datetime:
    moment = clock.now() + timedelta(hours=3)
    return moment.astimezone(PRAGUE).replace(second=0, microsecond=0)


@dataclass
class Stage:
    """The table starts in three hours: people can still sign up, and attendance can be recorded already."""

    site: Served
    api: Served
    mailbox: Mailbox
    starts_at: datetime = field(default_factory=in_three_hours)

    def signed_in(self, email: str) -> httpx.Client:
        answer = self.api.client().post("/auth/login", json={"email": email, "password": factories.PASSWORD})
        assert answer.status_code == 201, answer.text
        return self.api.client(answer.json()["token"])


def a_cast(database: Database) -> None:
    """A coordinator, a facilitator and a series of two rounds in two towns that counts towards a project."""
    with database.writing() as session:
        partnership = factories.a_partnership(session, "Liberecký kraj")
        towns = [factories.a_territory(session, name) for name in ("Frýdlant", "Tanvald")]
        factories.a_series(session, partnership, topics=2, territories=towns, title="Kulaté stoly 2B")
        someone(session, COORDINATOR, "Klára Koordinující", RoleName.COORDINATOR, partnership)
        someone(session, FACILITATOR, "Fedor Facilitující", RoleName.FACILITATOR, partnership)


def someone(session: Session, email: str, name: str, role: RoleName, partnership: Partnership) -> None:
    user = create_user(session, email, factories.PASSWORD, name)
    give_role(session, user.id or 0, role, partnership.id)


@contextmanager
def staged(url: str, *, apart: bool = False) -> Iterator[Stage]:
    """`apart`: the site is a process of its own and reaches the API over a socket."""
    database = Database(url)
    a_cast(database)
    database.close()
    with receiving() as (smtp_url, mailbox):
        if not apart:
            with serving(url, smtp_url=smtp_url) as served:
                yield Stage(served, served, mailbox)
        else:
            with two_processes(url, smtp_url=smtp_url) as (api, site):
                yield Stage(site, api, mailbox)
