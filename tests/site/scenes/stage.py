"""What a scene is, and what it may use to make its record."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlmodel import Session

from app.accounts.sign_in import open_session
from app.core.database.engine import Database
from app.core.settings import Settings
from app.partnerships.models import Partnership
from tests import factories
from tests.api.registering import leaving, letters
from tests.clients import Api


@dataclass(frozen=True)
class Stage:
    """An empty database with one partnership. `nobody` has no login; `coordinator` is of that partnership."""

    nobody: Api
    admin: Api
    coordinator: Api
    database: Database
    settings: Settings
    partnership: Partnership

    @property
    def place(self) -> int:
        return self.partnership.id or 0

    def writing(self) -> AbstractContextManager[Session]:
        return self.database.writing()

    def signed_in(self, user_id: int) -> Api:
        with self.writing() as session:
            return self.nobody.signed_in(open_session(session, user_id).token)

    def event(self, **fields: Any) -> int:
        with self.writing() as session:
            return factories.an_event(session, self.partnership, **fields).id or 0

    def person(self, **fields: Any) -> int:
        with self.writing() as session:
            return factories.a_person(session, self.partnership, **fields).id or 0

    def told(self, client: Api, path: str, **body: Any) -> dict[str, Any]:
        """The answer to what was posted; the scene ends here when it was refused."""
        answer = client.post(path, json=body)
        assert answer.status_code in (200, 201, 202), f"{path}: {answer.text}"
        found: dict[str, Any] = answer.json()
        return found

    def linked(self, name: str) -> str:
        """The path of the link of this name in the newest letter that has one."""
        found = (leaving(self.database, letter).get(name) for letter in reversed(letters(self.database)))
        return str(next(one for one in found if one)).removeprefix(self.settings.public_url.rstrip("/"))


def read(client: Api, path: str) -> Any:
    """What stands there now; an answer that refuses too."""
    return client.get(path).json()


def is_gone(client: Api, path: str) -> Callable[[], bool]:
    return lambda: client.get(path).status_code == 404


class Shown(NamedTuple):
    """The form as a reader comes to it, and how one sees that it was done."""

    reader: Api
    page: str
    """The address of the page that shows it."""
    done: Callable[[], object] | None = None
    """Whether the record is as the form leaves it: not before it is sent, and then it is."""
    says: str = ""
    """Where no record tells: what the page says afterwards and did not say before."""
    typed: Mapping[str, str] = {}
    """What somebody types beside that which each required field gets."""


Scene = Callable[[Stage], Shown]
PLAIN, EITHER, HTMX = (False,), (False, True), (True,)
"""How a browser sends a form: itself, by htmx where scripts are on, or never without."""


@dataclass(frozen=True)
class Told:
    """How a scene is played. `answer` is 200 where no address keeps what the form shows."""

    play: Scene
    answer: int
    sent: tuple[bool, ...]


SCENES: dict[str, Told] = {}


def scene(route: str, *, answer: int = 303, sent: tuple[bool, ...] = PLAIN) -> Callable[[Scene], Scene]:
    """The scene of the form that goes to this route."""

    def told(play: Scene) -> Scene:
        assert route not in SCENES, f"{route} has two scenes"
        SCENES[route] = Told(play, answer, sent)
        return play

    return told
