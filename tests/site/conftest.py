"""What tests of pages may ask for beside the fixtures of all tests.

The site speaks no SQL, so its tests run on SQLite; their PostgreSQL twins are in the soak.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients import Api, Browser
from tests.conftest import a_database_of_its_own
from tests.site.desk import at_a_desk


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def database_url(request: pytest.FixtureRequest, scratch: Path) -> Iterator[str]:
    yield from a_database_of_its_own(request, scratch)


@pytest.fixture
def office(site: Browser, coordinator: Api) -> Browser:
    """The browser of a coordinator who is signed in."""
    return at_a_desk(site, coordinator)
