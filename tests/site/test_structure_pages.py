"""The chart of a partnership, and how people join a group, on the pages of the site."""

from datetime import date

import pytest

from app.core.database.engine import Database
from app.partnerships.group_models import GroupPlacement, WorkingGroup
from app.partnerships.models import Partnership
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import OURS, at_a_desk, fields

ANY_VERSION = {"etag": "*"}


@pytest.fixture
def moved(database: Database, partnership: Partnership) -> WorkingGroup:
    """A group that was moved under the steering group in 2018 and is open to new members."""
    with database.writing() as session:
        steering = factories.a_group(session, partnership, name="Řídící skupina")
        group = factories.a_group(session, partnership, name="Bydlení", open_to_new_members=True)
        place = {"partnership_id": partnership.id, "group_id": group.id, "parent_id": steering.id}
        factories.stored(session, GroupPlacement(valid_from=date(2018, 1, 1), **place))
        return group


def test_two_days_stand_side_by_side_and_the_changes_are_told_in_words(
    site: Browser, moved: WorkingGroup
) -> None:
    here = f"/partnerships/{moved.partnership_id}/chart"
    one_day = site.get(f"{here}?on=2017-06-01").text
    assert (one_day.count("<svg xmlns"), "Co se mezi oběma dny změnilo" in one_day) == (1, False)
    page = site.get(f"{here}?on=2017-06-01&compare=2018-06-01").text.replace("\u00a0", " ")
    assert page.count("<svg xmlns") == 2
    assert "Bydlení se přesunula; dříve pod: vrchol schématu; nyní pod: Řídící skupina" in page
    assert "<desc>Řídící skupina, pod ní: Bydlení; Bydlení</desc>" in page
    assert "tree-moved" in page
    assert "Mezi oběma dny se nic nezměnilo." in site.get(
        f"{here}?on=2018-06-01&compare=2018-06-02"
    ).text.replace("\u00a0", " ")


def test_a_visitor_applies_and_the_office_makes_a_member(
    site: Browser, coordinator: Api, moved: WorkingGroup
) -> None:
    here = f"/groups/{moved.id}/join"
    site.headers.update(OURS)
    typed = {"first_name": "Ema", "last_name": "Nová", "side": "user", "motivation": "Bydlím tu."}
    refused = site.post(here, data=fields(site.get(here).text) | typed)
    assert (refused.status_code, "Bydlím tu." in refused.text) == (422, True)
    sent = fields(refused.text) | {"email": "ema@obec.example"}
    assert site.post(here, data=sent).status_code == 303
    office = at_a_desk(site, coordinator)
    listed = office.get(f"/staff/groups/{moved.id}/applications").text
    assert "Ema Nová" in listed
    overview = office.get("/dashboard").text.replace("\u00a0", " ")
    assert "skupina s přihláškami k vyřízení" in overview
    assert f'href="/staff/groups/{moved.id}/applications?state=open"' in overview
    place = f"partnership={moved.partnership_id}"
    assert f'href="/staff/groups?{place}&amp;applications=true"' in overview
    narrowed = office.get(f"/staff/groups?{place}&applications=true").text.replace("\u00a0", " ")
    assert "skupiny s přihláškami k vyřízení" in narrowed
    [row] = coordinator.rows(f"/working-groups/{moved.id}/applications")
    one = f"/staff/groups/{moved.id}/applications/{row['id']}"
    assert "Bydlím tu." in office.get(one).text
    accepted = office.post(f"{one}/accept", data=fields(office.get(f"{one}/accept").text) | {"role": "guest"})
    assert accepted.status_code == 303, accepted.text
    group = office.get(f"/staff/groups/{moved.id}").text
    assert "Přijmout za člena" in group
    assert "žádný poskytovatel služeb" in group.replace("\u00a0", " ")
    [guest] = coordinator.rows(f"/working-groups/{moved.id}/members")
    promote = f"/staff/groups/{moved.id}/members/{guest['id']}/promote"
    assert office.post(promote, data={}).status_code == 303
    assert [one["role"] for one in coordinator.rows(f"/working-groups/{moved.id}/members")] == ["member"]


def test_a_closed_group_says_so(site: Browser, database: Database, partnership: Partnership) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership)
    page = site.get(f"/groups/{group.id}/join").text.replace("\u00a0", " ")
    assert "Tato skupina teď nové členy nepřijímá." in page


def test_a_decision_is_proposed_looked_at_adopted_and_told_in_the_chart(
    site: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        steering = factories.a_group(session, partnership, name="Řídící skupina", rules={"public": True})
        group = factories.a_group(session, partnership, name="Transformace")
    office = at_a_desk(site, coordinator)
    new = f"/staff/decisions/new?group_id={steering.id}&partnership_id={partnership.id}"
    typed = {
        "title": "Přeřazení skupiny",
        "effect-kind": "move",
        "effect-group_id": str(group.id),
        "effect-parent_id": str(steering.id),
        "valid_from": "2018-03-12",
    }
    made = office.post(new, data=fields(office.get(new).text) | typed)
    assert made.status_code == 303, made.text
    here = made.headers["location"]
    assert "Přesouvá skupinu" in office.get(here).text
    assert partnership.name in office.get(here).text
    edit = f"{here}/edit?partnership_id={partnership.id}"
    changed = office.post(edit, data=fields(office.get(edit).text) | {"text": "Skupina přechází."})
    assert changed.status_code == 303, changed.text
    ask = office.get(f"{here}/adopt").text.replace("\u00a0", " ")
    assert "Do té doby stojí pod: vrchol schématu" in ask
    assert office.post(f"{here}/adopt", data=fields(ask)).status_code == 303
    assert office.get(f"{here}/adopt").status_code == 403
    late = office.post(new, data=fields(office.get(new).text) | typed | {"valid_from": "2016-12-31"})
    assert late.status_code == 422
    assert "dřívější dny skupiny zůstávají" in late.text.replace("\u00a0", " ")
    effect = {"kind": "move", "group_id": group.id, "parent_id": None}
    body = {"group_id": steering.id, "title": "Zpět", "effect": effect}
    overtaken, overtaking = (
        coordinator.post("/decisions", json=body | {"valid_from": day}).json()["id"]
        for day in ("2019-03-01", "2019-06-01")
    )
    assert coordinator.post(f"/decisions/{overtaking}/adopt").is_success
    ask = office.get(f"/staff/decisions/{overtaken}/adopt").text
    refused = office.post(f"/staff/decisions/{overtaken}/adopt", data=fields(ask))
    assert refused.status_code == 422
    assert "Platí od: Nesmí být dříve než 2. 6. 2019" in refused.text.replace("\u00a0", " ")
    del site.cookies["session"]
    chart = site.get(f"/partnerships/{partnership.id}/chart?on=2018-01-01&compare=2018-12-31").text
    number = here.rpartition("/")[2]
    assert f'<a href="/decisions/{number}">' in chart
    assert "Přeřazení skupiny" in site.get("/decisions").text
    assert "Skupina přechází." in site.get(f"/decisions/{number}").text


def test_votes_are_recorded_and_a_decision_is_rejected_with_a_reason(
    site: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership)
        person = factories.a_person(session, partnership, first_name="Ema", last_name="Nová")
        factories.a_group_member(session, group, person)
    body = {"group_id": group.id, "title": "Pravidla", "mode": "per_rollam"}
    number = coordinator.post("/decisions", json=body).json()["id"]
    office, here = at_a_desk(site, coordinator), f"/staff/decisions/{number}"
    form = fields(office.get(f"{here}/record-vote").text)
    assert office.post(f"{here}/record-vote", data=form | {"vote": ""}).status_code == 422
    sent = form | {"person_id": str(person.id), "vote": "against"}
    assert office.post(f"{here}/record-vote", data=sent).status_code == 303
    shown = office.get(here).text
    assert ("Ema Nová" in shown, "Proti" in shown) == (True, True)
    assert "Ema Nová (zapsáno: Proti)" in office.get(f"{here}/record-vote").text.replace("\u00a0", " ")
    reject = f"{here}/reject"
    assert office.post(reject, data=fields(office.get(reject).text) | {"reason": ""}).status_code == 422
    refused = office.post(reject, data=fields(office.get(reject).text) | {"reason": "Bez podpory"})
    assert refused.status_code == 303
    assert "Bez podpory" in office.get(here).text


def test_the_page_to_delete_says_at_once_what_keeps_a_record_and_what_to_do_instead(
    site: Browser, coordinator: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        group = factories.a_group(session, partnership, name="Bydlení")
        person = factories.a_person(session, partnership)
        factories.a_group_member(session, group, person)
        empty = factories.a_group(session, partnership, name="Překlep")
        event = factories.an_event(session, partnership)
        factories.a_registration(session, event)
    office = at_a_desk(site, coordinator)
    for path, reason, way in (
        (f"/staff/groups/{group.id}", "člen skupiny", f"/staff/groups/{group.id}/edit#until"),
        (f"/staff/people/{person.id}", "člen skupiny", f"/staff/people/{person.id}"),
        (f"/staff/events/{event.id}", "přihláška", f"/staff/events/{event.id}/do/cancel"),
    ):
        for answer, status in (
            (office.get(f"{path}/delete"), 200),
            (office.post(f"{path}/delete", data=ANY_VERSION), 409),
        ):
            text = answer.text.replace("\u00a0", " ")
            assert answer.status_code == status, text
            assert "nejde smazat" in text
            assert reason in text.lower()
            assert f'href="{way}"' in text
            assert "Ano, smazat" not in text
    gone = f"/staff/groups/{empty.id}/delete"
    question = office.get(gone).text
    assert "Ano, smazat" in question
    assert office.post(gone, data=fields(question)).headers["location"] == "/staff/groups"
