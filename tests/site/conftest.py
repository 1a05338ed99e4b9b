"""What tests of pages may ask for beside the fixtures of all tests."""

import pytest

from tests.clients import Api, Browser
from tests.site.desk import at_a_desk


@pytest.fixture
def office(site: Browser, coordinator: Api) -> Browser:
    """The browser of a coordinator who is signed in."""
    return at_a_desk(site, coordinator)
