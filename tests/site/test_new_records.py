"""New records begin with what their list is narrowed to, and offer only what the API would take."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from importlib import import_module
from pkgutil import iter_modules

import pytest

from app.accounts.models import Role, UserPerson
from app.accounts.sign_in import open_session
from app.core.actor import RoleName
from app.core.database.engine import Database
from app.partnerships.group_models import WorkingGroup
from app.partnerships.models import Partnership
from app.site import pages
from app.site.field_choices import REFERRING
from app.site.fields import Field
from app.site.lookups import OWN_GROUPS
from app.site.pages import all_routes
from app.site.pages.staff_events import LIST, EventList
from app.site.record_pages import RecordPages
from app.site.records import Resource
from tests import factories
from tests.clients import Api, Browser
from tests.site.desk import at_a_desk, fields

SignedIn = Callable[..., Api]


def resources() -> list[Resource]:
    """All kinds of records that have a list of their own with a form for a new one."""
    modules = [import_module(f"{pages.__name__}.{one.name}") for one in iter_modules(pages.__path__)]
    found = {
        one.pages: one for module in modules for one in vars(module).values() if isinstance(one, Resource)
    }
    return [one for path, one in sorted(found.items()) if "{" not in path]


def narrowing(resource: Resource) -> Iterator[tuple[str, str]]:
    """The filters of the list that are fields of a new record: choices and references."""
    of_list = EventList(LIST) if resource is LIST else RecordPages(resource)
    asked = of_list.asked_of_new()
    filters = [one.name for one in resource.filters if one.kind in (*REFERRING, "choice")]
    for name in (*filters, *resource.keeps):
        for field in {name, f"{name}_id"} & asked:
            yield name, field


def test_there_is_no_form_for_a_part_of_a_record_that_is_not_there(site: Browser, admin: Api) -> None:
    desk = at_a_desk(site, admin)
    paths = {route.path for route in all_routes() if route.path.endswith("/new") and "{" in route.path}
    missing = {re.sub(r"\{\w+(:\w+)?\}", "999999", path) for path in paths}
    assert len(missing) > 8
    assert {path: desk.get(path).status_code for path in sorted(missing)} == dict.fromkeys(
        sorted(missing), 404
    )


def test_every_new_record_begins_with_what_its_list_is_narrowed_to(
    site: Browser, admin: Api, database: Database, partnership: Partnership
) -> None:
    """Each filter that is a field of the record is in the link to the form, whatever the list is of."""
    desk, seen = at_a_desk(site, admin), set()
    for resource in (one for one in resources() if (one.listed and one.fields) or one is LIST):
        for name, field in narrowing(resource):
            codes = [one.choices for one in resource.filters if one.name == name and one.choices]
            value = codes[0][0][0] if codes else str(partnership.id)
            answer = desk.get(f"{resource.pages}?{name}={value}")
            links = re.findall(rf'href="{resource.pages}/new([^"]*)"', answer.text)
            if answer.status_code == 200 and links:
                assert f"{field}={value}" in unescape(links[0]), (resource.pages, name)
                seen.add((resource.pages, name))
    assert {("/staff/events", "group"), ("/staff/events", "project"), ("/staff/tasks", "need")} <= seen
    assert {("/staff/people", "organisation"), ("/staff/decisions", "partnership")} <= seen


@pytest.fixture
def group(database: Database, partnership: Partnership) -> WorkingGroup:
    with database.writing() as session:
        return factories.a_group(session, partnership, name="Bydlení")


def test_a_meeting_begins_at_the_page_of_its_group(
    office: Browser, coordinator: Api, group: WorkingGroup
) -> None:
    page = office.get(f"/staff/groups/{group.id}").text
    [new] = re.findall(r'href="(/staff/events/new[^"]*)"', page)
    form = fields(office.get(unescape(new)).text)
    assert (form["group_id"], "agenda-0-title" in form) == (str(group.id), True)
    typed = {"title": "Jednání o bydlení", "sessions-0-starts_at": "2031-02-03T10:00"}
    typed["sessions-0-ends_at"] = "2031-02-03T12:00"
    made = office.post(unescape(new), data=form | typed)
    assert made.status_code == 303, made.text
    [event] = coordinator.rows(f"/meetings?group={group.id}")
    assert event["title"] == "Jednání o bydlení"


@pytest.mark.parametrize("what", ["tasks", "needs", "talks", "decisions", "events"])
def test_the_button_of_a_list_of_one_group_keeps_group_and_partnership(
    what: str, site: Browser, admin: Api, database: Database, group: WorkingGroup
) -> None:
    """Also where the reader writes in several partnerships and the list was not narrowed to one."""
    with database.writing() as session:
        factories.a_partnership(session, "Partnerství Jinde")
    desk = at_a_desk(site, admin)
    page = desk.get(f"/staff/{what}?group={group.id}").text
    [new] = set(re.findall(rf'href="(/staff/{what}/new[^"]*)"', page))
    answer = desk.get(unescape(new))
    while answer.status_code == 303:
        answer = desk.get(answer.headers["location"])
    form = fields(answer.text)
    assert form["group_id"] == str(group.id)
    assert form.get("partnership_id", str(group.partnership_id)) == str(group.partnership_id)


def test_who_writes_in_one_partnership_is_not_asked_for_it(office: Browser, group: WorkingGroup) -> None:
    for what in ("tasks", "needs", "talks", "people"):
        form = fields(office.get(f"/staff/{what}/new").text)
        assert form["partnership_id"] == str(group.partnership_id), what


# --- choices of groups -----------------------------------------------------------------------------------


def groups_asked(asked: tuple[Field, ...]) -> list[Field]:
    below = [one for field in asked for one in groups_asked(field.fields)]
    return [one for one in asked if one.source and one.source.path == "/working-groups"] + below


def test_forms_offer_groups_that_the_reader_may_change_and_tell_them_apart(
    site: Browser, api: Api, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        second = factories.a_partnership(session, "Partnerství Semily")
        foreign = factories.a_partnership(session, "Partnerství Tanvald")
        for place in (partnership, second, foreign):
            factories.a_group(session, place, name="Řídící skupina")
        both = factories.a_user(session, "coordinator", partnership)
        factories.stored(session, Role(user_id=both.id, role=RoleName.COORDINATOR, partnership_id=second.id))
        token = open_session(session, both.id or 0).token
    desk, seen = at_a_desk(site, api.signed_in(token)), 0
    for resource in resources():
        for field in groups_asked(resource.fields):
            assert field.source is OWN_GROUPS, (resource.pages, field.name)
            page = desk.get(f"{resource.pages}/new")
            [inside] = re.findall(rf'<select id="{field.name}"(.*?)</select>', page.text, re.DOTALL)
            words = [unescape(one).strip() for one in re.findall(r">([^<>]+)</option>", inside)]
            expected = sorted(f"Řídící skupina – {one.name}" for one in (partnership, second))
            assert [one for one in words if "Řídící" in one] == expected, resource.pages
            seen += 1
    assert seen >= 6


def test_groups_are_listed_by_what_the_reader_may_do_with_them(
    api: Api, signed_in: SignedIn, database: Database, partnership: Partnership
) -> None:
    with database.writing() as session:
        own = factories.a_group(session, partnership, name="Bydlení")
        factories.a_group(session, partnership, name="Zaměstnanost")
        factories.a_group(session, factories.a_partnership(session), name="Jinde")
        person = factories.a_person(session, partnership)
        factories.a_group_member(session, own, person)
        user = factories.a_user(session, "member", partnership)
        session.add(UserPerson(user_id=user.id, partnership_id=partnership.id, person_id=person.id))
        member = api.signed_in(open_session(session, user.id or 0).token)

    def listed(reader: Api, word: str) -> list[str]:
        return [one["name"] for one in reader.rows(f"/working-groups?allowed={word}")]

    coordinator, auditor = signed_in("coordinator", partnership), signed_in("auditor", partnership)
    assert listed(coordinator, "edit") == listed(auditor, "see_members") == ["Bydlení", "Zaměstnanost"]
    assert listed(auditor, "edit") == listed(member, "edit") == []
    assert listed(member, "see_members") == ["Bydlení"]
