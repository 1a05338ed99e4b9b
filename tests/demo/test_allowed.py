"""`allowed` of the records of the demo offers what is done, and nothing that is refused.

Every verb is carried out to its end and rolled back, so that all meet the same records.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlmodel import Session, col, select

from app.accounts.models import User
from app.accounts.sign_in import open_session
from app.core import clock
from app.core.errors import Problem
from app.demo import LOGINS
from tests.api.two_partnerships import DONE, Unchanging
from tests.clients import Api
from tests.conftest import copy_demo, files_beside, keep_compiled

SAME = "same"
"""What a write comes to that changed nothing: it is answered, and not offered."""
Record = dict[str, Any]


class Demo(Unchanging):
    """Tells a write that changed nothing."""

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with super(Unchanging, self).writing() as session:
            if not self.fixed:
                yield session
                return
            driver: Any = session.connection().connection.driver_connection
            before = driver.total_changes
            yield session
            session.flush()
            raise Problem(DONE, same=driver.total_changes == before)


class Verb(NamedTuple):
    """How a word of `allowed` is tried: a request below the address of the record."""

    method: str
    path: str
    body: Callable[[Record], object] | None = None


def sends(**body: object) -> Callable[[Record], object]:
    return lambda record: body


def a_month_later(event: Record) -> object:
    moved = [
        {"id": one["id"], **{name: _later(one[name]) for name in ("starts_at", "ends_at")}}
        for one in event["sessions"]
    ]
    return {"sessions": moved}


def _later(moment: str) -> str:
    return (max(datetime.fromisoformat(moment), clock.now()) + timedelta(days=30)).isoformat()


DELETE = Verb("DELETE", "?dry_run=true")
EDIT = Verb("PATCH", "", sends())
VERBS: dict[str, dict[str, Verb]] = {
    "/events/{id}": {
        "edit": EDIT,
        "delete": DELETE,
        "publish": Verb("POST", "/publish", sends()),
        "cancel": Verb("POST", "/cancel", sends(reason="Nemoc")),
        "postpone": Verb("POST", "/postpone", a_month_later),
        "close": Verb("POST", "/close"),
        "reactivate": Verb("POST", "/reactivate"),
        "go_on": Verb("POST", "/go-on"),
        "copy": Verb("POST", "/copy", sends()),
        "letters": Verb("GET", "/letters"),
        "registrations": Verb("GET", "/registrations"),
        "export": Verb("GET", "/participants.csv"),
    },
    "/series/{id}": {"edit": EDIT, "delete": DELETE},
    "/courses/{id}": {"edit": EDIT, "delete": DELETE},
    "/funding-programmes/{id}": {"edit": EDIT, "delete": DELETE},
    "/projects/{id}": {"edit": EDIT, "delete": DELETE},
    "/partnerships/{id}": {"edit": EDIT, "delete": DELETE},
    "/working-groups/{id}": {
        "edit": EDIT,
        "delete": DELETE,
        "see_members": Verb("GET", "/members"),
        "see_applications": Verb("GET", "/applications"),
    },
    "/organisations/{id}": {"edit": Verb("PATCH", "", sends(phone="+420 485 100 200")), "delete": DELETE},
    "/people/{id}": {
        "edit": EDIT,
        "delete": DELETE,
        "export": Verb("GET", "/export"),
        "erase": Verb("POST", "/erase", sends(reason="žádost")),
    },
    "/talks/{id}": {"edit": EDIT, "delete": DELETE},
    "/effects/{id}": {"edit": EDIT, "delete": DELETE},
    "/suggestions/{id}": {
        "edit": EDIT,
        "delete": DELETE,
        "answer": Verb("POST", "/answer", sends(text="Bude.")),
        "close": Verb("POST", "/close", sends()),
    },
    "/newsletters/{id}": {"edit": EDIT, "delete": DELETE, "send": Verb("POST", "/send")},
    "/attachments/{id}": {"edit": EDIT, "delete": DELETE},
    "/needs/{id}": {
        "edit": EDIT,
        "answer": Verb("POST", "/answer", sends(text="Ano")),
        "close": Verb("POST", "/close", sends(reason="Vyřešeno")),
    },
    "/tasks/{id}": {
        "edit": Verb("PATCH", "", sends(title="Zjistit termín")),
        "note": Verb("PATCH", "", sends(note="Pracuji na tom.")),
        "done": Verb("POST", "/done", sends()),
    },
    "/decisions/{id}": {
        "edit": EDIT,
        "adopt": Verb("POST", "/adopt", sends()),
        "reject": Verb("POST", "/reject", sends(reason="Bez shody")),
        "vote": Verb("POST", "/votes", sends(vote="for")),
    },
    "/organisation-proposals/{id}": {
        "accept": Verb("POST", "/accept"),
        "decline": Verb("POST", "/decline"),
    },
    "/users/{id}": {"edit": EDIT, "invite": Verb("POST", "/invite")},
    "/letters/{id}": {"resend": Verb("POST", "/resend"), "read": Verb("GET", "/text")},
    "/roles/{id}": {"delete": DELETE},
    "/events/{parent}/slots/{id}": {"edit": EDIT, "delete": DELETE},
    "/seat-blocks/{id}": {"edit": EDIT, "release": Verb("POST", "/release"), "delete": DELETE},
    "/applications/{id}": {
        "accept": Verb("POST", "/accept", sends()),
        "decline": Verb("POST", "/decline", sends(reason="Skupina je plná")),
    },
    "/invitations/{id}": {"withdraw": Verb("POST", "/withdraw"), "link": Verb("POST", "/link")},
}


LISTED_UNDER = {
    "/events/{parent}/slots/{id}": ("/events", "/slots"),
    "/seat-blocks/{id}": ("/events", "/seat-blocks"),
    "/invitations/{id}": ("/events", "/invitations"),
    "/applications/{id}": ("/working-groups", "/applications"),
    "/roles/{id}": ("/users", "/roles"),
}
"""Kinds without a list of their own: the list of the records they belong to, and theirs under each."""
INSTEAD = {("/organisations/{id}", "edit"): "propose"}
"""A word for the same request by those who do not own the record."""


@pytest.fixture(scope="module")
def database_url(demo_file: Path, scratch: Path) -> str:
    return f"sqlite:///{copy_demo(demo_file, scratch / 'allowed.db')}"


@pytest.fixture
def files(scratch: Path) -> Path:
    return files_beside(scratch / "allowed.db")


@pytest.fixture(scope="module")
def database(database_url: str) -> Iterator[Demo]:
    opened = Demo(database_url)
    keep_compiled(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def tokens(database: Demo) -> dict[str, str]:
    with database.writing() as session:
        found = {}
        for login in LOGINS:
            user = session.exec(select(User).where(col(User.email) == login.email)).one()
            found[login.role.value] = open_session(session, user.id).token
    database.fixed = True
    return found


READERS = [login.role.value for login in LOGINS]
each_share = pytest.mark.parametrize(
    "every", [pytest.param(27, id="each twenty-seventh"), pytest.param(1, id="all", marks=pytest.mark.soak)]
)
each_reader = pytest.mark.parametrize("who", READERS)


def rows_of(client: Api, path: str) -> list[Record]:
    """The first page of a list; none of a list that is not for this reader."""
    answer = client.get(f"{path}?limit=200")
    return [row for row in answer.json()["results"] if not row.get("deleted")] if answer.is_success else []


def records_of(client: Api, pattern: str, first: int, every: int) -> Iterator[tuple[str, Record]]:
    """Addresses and rows of the records of one kind; of every so manieth record, or parent of some."""
    if pattern not in LISTED_UNDER:
        for row in rows_of(client, pattern.removesuffix("/{id}"))[first % every :: every]:
            yield pattern.format(id=row["id"]), row
        return
    above, below = LISTED_UNDER[pattern]
    for parent in rows_of(client, above)[first % every :: every]:
        if below != "/slots" or parent["slots"]:
            for row in rows_of(client, f"{above}/{parent['id']}{below}"):
                yield pattern.format(parent=parent["id"], id=row["id"]), row


def tried(client: Api, path: str, verb: Verb, record: Record) -> str:
    """`done`, `same` when nothing changed, or why it is refused."""
    headers = {"If-Match": "*"} if verb.method in ("PATCH", "DELETE") else {}
    body: Record = {"json": verb.body(record)} if verb.body else {}
    answer = client.request(verb.method, path + verb.path, headers=headers, **body)
    if answer.is_success:
        return "done"
    problem = answer.json()
    if problem["code"] == DONE:
        return SAME if problem["same"] else "done"
    if verb is DELETE and problem["code"] == "in_use":
        assert problem["referred_by"], f"{path} is kept by nothing that has a name"
    return f"{answer.status_code} {problem['code']}"


def mistakes(client: Api, path: str, record: Record, verbs: dict[str, Verb]) -> Iterator[str]:
    """An edit that changes nothing was not refused."""
    pattern = "/organisations/{id}" if path.startswith("/organisations/") else ""
    for word, verb in verbs.items():
        got = tried(client, path, verb, record)
        done = got == "done" or (got == SAME and verb.method == "PATCH")
        offered = bool({word, INSTEAD.get((pattern, word))} & {*record["allowed"]})
        if done != offered:
            yield f"{word} of {path} is {'offered' if offered else 'not offered'}: {got}"


def state_of(record: Record) -> tuple[object, ...]:
    """Records of one kind that agree in this are alike to this reader."""
    return (*(str(record.get(name)) for name in ("kind", "status", "state")), *record["allowed"])


@each_share
@each_reader
def test_a_record_offers_what_is_done_and_nothing_else(
    api: Api, tokens: dict[str, str], who: str, every: int
) -> None:
    """One record of each state that looks different; a row of a list offers what the record does."""
    client, wrong = api.signed_in(tokens[who]), []
    for pattern, verbs in VERBS.items():
        met: set[tuple[object, ...]] = set()
        for path, row in records_of(client, pattern, READERS.index(who), every):
            record = client.get(path).json()
            if "allowed" in row and row["allowed"] != record["allowed"]:
                wrong.append(f"the row of {path} offers {row['allowed']}, not {record['allowed']}")
            if state_of(record) not in met:
                met.add(state_of(record))
                wrong += mistakes(client, path, record, verbs)
    assert wrong == []


@each_share
@pytest.mark.parametrize("who", ["coordinator", "admin"])
def test_every_record_says_whether_it_can_be_deleted(
    api: Api, tokens: dict[str, str], who: str, every: int
) -> None:
    client, wrong = api.signed_in(tokens[who]), []
    for pattern in (pattern for pattern, verbs in VERBS.items() if "delete" in verbs):
        for path, _ in records_of(client, pattern, READERS.index(who), every):
            wrong += mistakes(client, path, client.get(path).json(), {"delete": DELETE})
    assert wrong == []
