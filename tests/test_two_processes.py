"""The site and the API apart, over a socket: what passes between them passes in headers."""

from collections.abc import Iterator

import httpx
import pytest

from app.core.database.engine import Database
from tests import factories
from tests.serving import Served, serving

pytestmark = [pytest.mark.both_databases, pytest.mark.soak]

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what the database has no say in."""


@pytest.fixture
def apart(database: Database) -> Iterator[tuple[Served, Served]]:
    url = database.url.render_as_string(hide_password=False)
    with (
        serving(url, only="api") as api,
        serving("sqlite:///var/never.db", only="site", api_url=api.url) as site,
    ):
        yield api, site


def test_a_site_of_its_own_shows_what_the_api_holds(database: Database, apart: tuple[Served, Served]) -> None:
    api, site = apart
    with database.writing() as session:
        event = factories.an_event(session, title="Kulatý stůl o bydlení")
    page = httpx.get(f"{site.url}/events/{event.id}", trust_env=False)
    assert page.status_code == 200
    assert "Kulatý stůl o bydlení" in page.text
    assert httpx.get(f"{api.url}/events/{event.id}", trust_env=False).status_code == 404


@ON_SQLITE
def test_language_and_request_id_pass_from_the_page_to_the_api(apart: tuple[Served, Served]) -> None:
    api, site = apart
    headers = {"accept-language": "en", "x-request-id": "a-request-of-the-test"}
    page = httpx.get(f"{site.url}/events/999999", headers=headers, trust_env=False)
    assert page.status_code == 404
    assert 'lang="en"' in page.text
    assert page.headers["x-request-id"] == "a-request-of-the-test"
    assert "a-request-of-the-test" in api.log()


@ON_SQLITE
def test_the_site_says_so_when_the_api_is_away(apart: tuple[Served, Served]) -> None:
    api, site = apart
    api.process.terminate()
    api.process.wait()
    page = httpx.get(f"{site.url}/events", trust_env=False, timeout=30)
    assert page.status_code == 503
    assert "text/html" in page.headers["content-type"]
