"""What pages may ask of the API and of the database, on a database in which everything has happened."""

import pytest

from app.core.actor import RoleName
from app.demo.logins import LOGINS, Login
from tests.clients import Browser

OURS = {"Sec-Fetch-Site": "same-origin"}
MOST_CALLS = 4
MOST_STATEMENTS = 30
OF_MEMBERS = (67, 7)
"""The first page of those who see no inside answers for each of their groups, and asks for their tasks and
for the decisions that wait for their vote."""
OUTSIDE = (RoleName.MEMBER, RoleName.FACILITATOR)
PAGES = ("/", "/dashboard", *(f"/projects/{number}/dashboard" for number in range(1, 8)))


@pytest.mark.parametrize("login", LOGINS, ids=[login.email.partition("@")[0] for login in LOGINS])
def test_schedule_and_dashboards_cost_no_role_more_than_thirty_statements(
    site: Browser, login: Login, statements: list[str]
) -> None:
    site.post("/sign-in", data={"email": login.email, "password": login.password}, headers=OURS)
    shown = 0
    for page in PAGES:
        site.get(page)  # the first to look fills what is kept
        statements.clear()
        shown += site.get(page).status_code == 200
        asked = [one for one in statements if one.startswith(("SELECT", "WITH"))]
        of_members = login.role in OUTSIDE and page == "/dashboard"
        most, calls = OF_MEMBERS if of_members else (MOST_STATEMENTS, MOST_CALLS)
        assert len(asked) <= most, (page, asked)
        assert sum("FROM session_token" in one for one in asked) <= calls
    assert shown >= 2
