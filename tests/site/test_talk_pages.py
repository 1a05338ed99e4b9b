"""Talks on the pages: written down with a name of the directory or another one."""

from app.partnerships.models import Partnership
from tests.clients import Browser
from tests.site.desk import fields


def test_a_talk_is_written_down_and_changed(office: Browser, partnership: Partnership) -> None:
    new = f"/staff/talks/new?partnership_id={partnership.id}"
    typed = {
        "on": "2026-03-02",
        "organisation_name": "Nemocnice",
        "topic": "Spolupráce",
        "next_step": "Pozvat",
    }
    saved = office.post("/staff/talks/new", data=fields(office.get(new).text) | typed | {"due": "2026-03-10"})
    assert saved.status_code == 303, saved.text
    here = saved.headers["location"]
    assert "Nemocnice" in office.get(here).text
    form = fields(office.get(f"{here}/edit").text)
    assert form["organisation_name"] == "Nemocnice"
    assert "Nemocnice" in office.get("/staff/talks?overdue=on").text
    assert office.post(f"{here}/edit", data=form | {"done": "on"}).status_code == 303
    assert "Nemocnice" not in office.get("/staff/talks?overdue=on").text
