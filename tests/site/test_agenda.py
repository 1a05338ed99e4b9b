"""The agenda of a meeting is edited without scripts."""

from app.core.database.engine import Database
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import fields, soon


def test_points_are_added_moved_up_and_keep_who_presents_them(
    office: Browser, coordinator: Api, partnership: Partnership, database: Database
) -> None:
    with database.writing() as session:
        speaker = factories.a_person(session, partnership, first_name="Ema", last_name="Smyšlená").id
    here = f"/staff/events/new?kind=meeting&partnership_id={partnership.id}"
    typed = {"title": "Jednání", **soon(), "agenda-0-title": "Různé", "agenda-0-minutes": "15"}
    form = fields(office.get(here).text) | typed
    added = fields(office.post(here, data=form | {"act": "add:agenda"}).text)
    added["agenda-1-title"], added["agenda-1-presenter"] = "Projekty města", "name:Jan Nebylý|Jan Nebylý"
    moved = fields(office.post(here, data=added | {"act": "up:agenda-1"}).text)
    assert (moved["agenda-0-title"], moved["agenda-1-title"]) == ("Projekty města", "Různé")
    moved.pop("act", None)
    saved = office.post(here, data=moved)
    assert saved.status_code == 303, saved.text
    path = saved.headers["location"]
    number = int(path.rsplit("/", 1)[1])
    before = coordinator.get(f"/meetings/{number}").json()["agenda"]
    assert before[0]["presenter"] == {"person_id": None, "name": "Jan Nebylý"}
    presenters = [
        {**one, "presenter": {"person_id": speaker} if at == 0 else None} for at, one in enumerate(before)
    ]
    anyway = {"If-Match": "*"}
    assert (
        coordinator.patch(f"/meetings/{number}", json={"agenda": presenters}, headers=anyway).status_code
        == 200
    )
    editor = office.get(office.get(f"{path}/edit").headers["location"])
    form = fields(editor.text)
    assert f'value="person:{speaker}|Ema Smyšlená" checked' in editor.text
    form |= {"agenda-0-level": "1", "agenda-1-level": "2", "agenda-1-text": "Co je nového"}
    form.pop("act", None)
    saved = office.post(editor.url.path + "?" + editor.url.query.decode(), data=form)
    assert saved.status_code == 303, saved.text
    after = coordinator.get(f"/meetings/{number}").json()["agenda"]
    assert [one["id"] for one in after] == [one["id"] for one in before]
    assert after[0]["presenter"] == {"person_id": speaker, "name": "Ema Smyšlená"}
    assert (after[1]["parent_id"], after[1]["text"]) == (before[0]["id"], "Co je nového")
    assert "Ema Smyšlená" in office.get(path).text
