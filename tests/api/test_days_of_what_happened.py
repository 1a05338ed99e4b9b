"""What has happened has no day ahead: it is refused at its field, in a new record and in a changed one."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.partnerships.models import Partnership
from tests.api.asking import field, made
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk

TODAY, TOMORROW = str(clock.today()), str(clock.today() + timedelta(days=1))
DAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "/talks": ("on", {"organisation_name": "Nemocnice", "topic": "Terén"}),
    "/effects": ("since", {"title": "Dva byty", "source": "Zpráva"}),
    "/needs": ("raised_on", {"title": "Chybí byty"}),
    "/projects/{project}/milestones": ("done_on", {"title": "Zpráva", "due_on": TOMORROW}),
    "/projects/{project}/indicators": ("as_of", {"name": "Podpořené osoby", "achieved": "3"}),
}
FORMS = {"/staff/talks": "on", "/staff/effects": "since"}


@pytest.mark.parametrize("path", DAYS)
def test_a_day_ahead_is_refused_at_its_field(coordinator: Api, partnership: Partnership, path: str) -> None:
    name, facts = DAYS[path]
    place = {"partnership_id": partnership.id}
    if "{project}" in path:
        project = made(coordinator, "/projects", title="Projekt", **place)["id"]
        path, place = path.format(project=project), {}
    ahead = coordinator.post(path, json={**place, **facts, name: TOMORROW})
    assert (ahead.status_code, field(ahead)) == (422, (f"#/{name}", "future"))
    stored = made(coordinator, path, **place, **facts, **{name: TODAY})
    moved = coordinator.patch(f"{path}/{stored['id']}", json={name: TOMORROW}, headers={"If-Match": "*"})
    assert (moved.status_code, field(moved)) == (422, (f"#/{name}", "future"))


@pytest.mark.parametrize("page", FORMS)
def test_the_form_says_it_beside_the_day(
    site: Browser, coordinator: Api, partnership: Partnership, page: str
) -> None:
    name, facts = DAYS[page.removeprefix("/staff")]
    typed = {"partnership_id": partnership.id, **facts, name: TOMORROW}
    answer = at_a_desk(site, coordinator).post(f"{page}/new", data=typed)
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text
