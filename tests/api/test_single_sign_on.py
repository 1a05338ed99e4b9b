"""Signing in by OpenID Connect, at a provider that runs beside the tests."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.accounts.models import Role, User
from app.accounts.service import create_user, give_role
from app.accounts.sign_in_models import AccountIdentity
from app.core import clock
from app.core.database.engine import Database
from app.core.settings import Settings
from app.core.web.context import AppContext
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api
from tests.provider import CLIENT, QUIET, code_for, providing

pytestmark = pytest.mark.filterwarnings(QUIET)
PEOPLE: dict[str, dict[str, Any]] = {
    "jana": {"name": "Jana Vymyšlená", "email": "jana@urad.example", "groups": ["stul-admin", "everybody"]},
    "karel": {"name": "Karel Smyšlený", "email": "karel@urad.example", "groups": ["stul-kraj"]},
    "liar": {
        "name": "Lhář",
        "email": "spravkyne@urad.example",
        "email_verified": False,
        "groups": ["stul-admin"],
    },
    "guest": {"name": "Host", "email": "host@jinde.example", "groups": ["everybody"]},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with providing(**PEOPLE) as issuer:
        yield issuer


@pytest.fixture
def offered(app_context: AppContext, settings: Settings, issuer: str, partnership: Partnership) -> Settings:
    """The installation, with the provider."""
    roles = f"stul-admin=admin; stul-kraj=coordinator:{partnership.id}; everybody=member:{partnership.id}"
    mapped = {"oidc_issuer": issuer, "oidc_roles": roles, **CLIENT}
    app_context.settings = settings.model_copy(update=mapped)
    return app_context.settings


@pytest.fixture
def go(api: Api, offered: Settings, issuer: str) -> Callable[..., Any]:
    def sign_in(subject: str, client_id: str = "stul", **changed: str) -> Any:
        body = code_for(issuer, subject, f"{offered.public_url}/sign-in/oidc/callback", client_id)
        return api.post("/auth/oidc", json=body | changed)

    return sign_in


def roles(database: Database) -> set[tuple[str, int | None]]:
    with database.reading() as session:
        return {(one.role.value, one.partnership_id) for one in session.scalars(sa.select(Role))}


def test_the_first_sign_in_makes_an_account_with_the_roles_of_its_groups(
    api: Api, go: Callable[..., Any], partnership: Partnership
) -> None:
    answer = go("jana")
    assert answer.status_code == 201, answer.text
    me = api.signed_in(answer.json()["token"]).get("/me").json()
    assert (me["user"]["name"], me["user"]["email"]) == ("Jana Vymyšlená", "jana@urad.example")
    held = {(role["role"], role["partnership_id"]) for role in me["roles"]}
    assert held == {("admin", None), ("member", partnership.id)}
    again = go("jana")
    assert again.json()["user"]["id"] == me["user"]["id"]


def test_the_session_says_how_it_was_begun(api: Api, go: Callable[..., Any]) -> None:
    here = api.signed_in(go("karel").json()["token"])
    [session] = here.get("/me/sessions").json()["results"]
    assert session["method"] == "oidc"


def test_groups_decide_about_their_roles_and_leave_others(
    go: Callable[..., Any], database: Database, partnership: Partnership
) -> None:
    user_id = go("karel").json()["user"]["id"]
    with database.writing() as session:
        give_role(session, user_id, "auditor", partnership.id)
        give_role(session, user_id, "member", partnership.id)
    go("karel")
    assert roles(database) == {("coordinator", partnership.id), ("auditor", partnership.id)}


def test_an_unverified_address_is_none_and_opens_no_account(
    go: Callable[..., Any], database: Database
) -> None:
    with database.writing() as session:
        create_user(session, "spravkyne@urad.example", factories.PASSWORD, "Správkyně")
    answer = go("liar")
    assert (answer.status_code, answer.json()["code"]) == (403, "oidc_no_address")


def test_an_account_with_the_same_address_is_not_taken_over(
    go: Callable[..., Any], database: Database
) -> None:
    with database.writing() as session:
        create_user(session, "jana@urad.example", factories.PASSWORD, "Jiná Jana")
    answer = go("jana")
    assert (answer.status_code, answer.json()["code"]) == (409, "oidc_email_taken")
    with database.reading() as session:
        assert session.scalars(sa.select(AccountIdentity)).all() == []


def test_a_user_connects_the_two_and_signs_in_there(
    api: Api, go: Callable[..., Any], database: Database, offered: Settings, issuer: str
) -> None:
    with database.writing() as session:
        own = create_user(session, "jana@urad.example", factories.PASSWORD, "Jana Vymyšlená").id
    body = {"email": "jana@urad.example", "password": factories.PASSWORD}
    here = api.signed_in(api.post("/auth/login", json=body).json()["token"])
    callback = f"{offered.public_url}/sign-in/oidc/callback"
    assert here.post("/me/oidc", json=code_for(issuer, "jana", callback)).status_code == 204
    assert go("jana").json()["user"]["id"] == own
    karel = api.signed_in(go("karel").json()["token"])
    taken = karel.post("/me/oidc", json=code_for(issuer, "jana", callback))
    assert (taken.status_code, taken.json()["code"]) == (409, "oidc_taken")


def test_who_has_no_group_gets_no_account(go: Callable[..., Any], app_context: AppContext) -> None:
    mapping = {"oidc_roles": "stul-admin=admin"}
    app_context.settings = app_context.settings.model_copy(update=mapping)
    answer = go("guest")
    assert (answer.status_code, answer.json()["code"]) == (403, "oidc_no_access")


def test_an_inactive_user_stays_out(go: Callable[..., Any], database: Database) -> None:
    user_id = go("karel").json()["user"]["id"]
    with database.writing() as session:
        session.get_one(User, user_id).active = False
    assert go("karel").json()["code"] == "oidc_no_access"


@pytest.mark.parametrize("wrong", [{"nonce": "another"}, {"code": "forged"}])
def test_what_does_not_match_is_refused(go: Callable[..., Any], wrong: dict[str, str]) -> None:
    answer = go("jana", **wrong)
    assert (answer.status_code, answer.json()["code"]) == (401, "oidc_failed")


def test_a_code_is_good_once(api: Api, offered: Settings, issuer: str) -> None:
    body = code_for(issuer, "karel", f"{offered.public_url}/sign-in/oidc/callback")
    assert [api.post("/auth/oidc", json=body).status_code for _ in range(2)] == [201, 401]


def test_a_token_for_another_client_is_refused(go: Callable[..., Any]) -> None:
    assert go("jana", client_id="another").status_code == 401


def test_a_second_factor_is_the_business_of_the_provider(
    api: Api, go: Callable[..., Any], app_context: AppContext
) -> None:
    app_context.settings = app_context.settings.model_copy(update={"require_totp": "admin"})
    assert api.signed_in(go("jana").json()["token"]).get("/users").status_code == 200


@pytest.mark.parametrize(
    ("auth_time", "confirms"),
    [
        (lambda now: now, True),
        (lambda now: now - 60, True),
        (lambda now: now - 3600, False),
        (lambda now: now + 3600, False),
        (lambda now: 10**30, False),
        (lambda now: True, False),
        (lambda now: str(now), False),
        (lambda now: None, False),
    ],
)
def test_only_the_time_at_which_the_provider_asked_confirms_who_it_is(
    api: Api, offered: Settings, app_context: AppContext, auth_time: Any, confirms: bool
) -> None:
    """A token is always new (`iat`); without `auth_time`, or with one that cannot be, it proves nothing."""
    claim = {"auth_time": auth_time(int(clock.now().timestamp()))}
    with providing(jana=PEOPLE["jana"] | claim) as issuer:
        changed = {"oidc_issuer": issuer, "confirm_minutes": 10}
        app_context.settings = offered.model_copy(update=changed)
        body = code_for(issuer, "jana", f"{offered.public_url}/sign-in/oidc/callback")
        signed_in = api.post("/auth/oidc", json=body)
        assert signed_in.status_code == 201, signed_in.text
        until = signed_in.json()["confirmed_until"]
        here = api.signed_in(signed_in.json()["token"])
        assert here.get("/me").json()["confirmed_until"] == until
        latest = (clock.now() + timedelta(minutes=10)).isoformat()
        assert until is None or until.replace("Z", "+00:00") <= latest
        key = here.post("/api-keys", json={"name": "K", "scopes": ["schedule:read"]})
        assert (key.status_code == 201) is confirms, key.text


def test_without_a_provider_there_is_nothing(api: Api) -> None:
    assert api.get("/auth/oidc").json()["enabled"] is False
    body = {"code": "x", "verifier": "x", "nonce": "x"}
    assert api.post("/auth/oidc", json=body).status_code == 404


def test_a_provider_that_does_not_answer_is_told(
    api: Api, app_context: AppContext, settings: Settings
) -> None:
    app_context.settings = settings.model_copy(update={"oidc_issuer": "http://localhost:9", **CLIENT})
    told = api.get("/auth/oidc").json()
    assert (told["enabled"], told["authorization_url"]) == (True, None)
    body = {"code": "x", "verifier": "x", "nonce": "x"}
    assert api.post("/auth/oidc", json=body).json()["code"] == "oidc_failed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"oidc_issuer": "http://login.example"},
        {"oidc_issuer": "https://login.example"},
        {"oidc_roles": "admins"},
        {"oidc_roles": "admins=boss"},
        {"oidc_roles": "admins=admin:3"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"must be|needs"):
        Settings(**wrong)  # type: ignore[arg-type]


def test_a_group_may_have_an_equals_sign_in_its_name() -> None:
    found = Settings(oidc_roles="CN=Stul,OU=Kraj=coordinator:3; CN=Stul,OU=Kraj=auditor").oidc_mapping
    assert found == {"CN=Stul,OU=Kraj": [("coordinator", 3), ("auditor", None)]}
