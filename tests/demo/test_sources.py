"""Titles, topics, rooms, groups and fiches of the demo are those of its sources."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader

from app.core.files.print_header import at_print_size
from app.core.files.safe_svg import make_safe
from tests.clients import Api

SISTER = "Podpora a rozvoj sociálních služeb pro rodiny a děti v Libereckém kraji"
TITLE = "Nastavení systémové podpory rodin v Libereckém kraji"


def one(client: Api, path: str, q: str, **exactly: Any) -> dict[str, Any]:
    rows = client.get(path, params={"q": q, "limit": 200}).json()["results"]
    [found] = [row for row in rows if all(row[name] == value for name, value in exactly.items())]
    return dict(found)


def below(node: dict[str, Any], name: str) -> set[str]:
    """The names of the groups right under the one of this name."""
    if node.get("name") == name:
        return {group["name"] for group in node["groups"]}
    return set().union(*(below(group, name) for group in node["groups"]))


def test_the_project_follows_its_sister_and_has_a_number(admin: Api) -> None:
    project = one(admin, "/projects", TITLE, title=TITLE)
    assert one(admin, "/projects", SISTER)["id"] == project["follows_id"]
    assert project["registration_number"].startswith("CZ.03.2.60/")
    targets = {row["name"]: row["target"] for row in admin.rows(f"/projects/{project['id']}/indicators")}
    assert (targets["Účasti pracovníků kraje na seminářích"], targets["Videa"]) == (144, 4)
    assert (targets["Metodiky"], targets["Aktivity plánu hledání pěstounů"]) == (2, 60)


def test_the_first_seminar_of_good_practice_was_in_josefuv_dul(admin: Api) -> None:
    event = one(admin, "/events", "dobré praxe 2017")
    assert {(day["venue"]["name"], day["venue"]["address"]) for day in event["sessions"]} == {
        ("Penzion Perla Jizery", "Josefův Důl")
    }


def test_the_groups_of_liberec_met_in_march_2017_about_their_topics(admin: Api) -> None:
    meetings = admin.rows("/meetings?from=2017-03-01&to=2017-03-31&limit=200")
    told = {
        row["title"].removeprefix("Jednání skupiny "): (
            row["sessions"][0]["venue"]["room"],
            row["sessions"][0]["starts_at"][14:16],
            row["agenda"][0]["title"],
        )
        for row in meetings
    }
    assert told == {
        "Sociální služby": (
            "místnost 202",
            "00",
            "Terénní práce ve vztahu k bydlení, zaměstnanosti, rodině a zdraví",
        ),
        "Bydlení": ("místnost 210", "30", "Kontroly ubytoven"),
        "Zaměstnanost": ("místnost 202", "00", "Prostupný trh práce"),
        "Bezpečnost": ("místnost 17", "00", "Bezpečnost v plánu"),
        "PSPI": ("místnost 17", "00", "Představení projektů"),
    }


def test_projects_of_liberec_were_consulted_in_the_summer(admin: Api) -> None:
    found = admin.rows("/events?kind=consultation&to=2017-12-31&limit=200")
    assert len(found) == 5
    assert {row["sessions"][0]["starts_at"][:7] for row in found} == {"2017-07", "2017-08"}
    assert {(row["status"], row["counts"]["attended"] > 0) for row in found} == {("held", True)}


def test_the_demo_has_emblems_of_its_own_on_pages_letters_and_documents(admin: Api) -> None:
    event = one(admin, "/events", "dobré praxe 2017")
    publicity = admin.get(f"/events/{event['id']}/publicity").json()
    assert publicity["emblem"]["kinds"] == ["svg", "png"]
    svg = admin.get(f"/emblems/{publicity['emblem']['id']}/svg").content
    assert make_safe(svg, "#/svg").count("<") == svg.decode().count("<")
    png = admin.get(f"/emblems/{publicity['emblem']['id']}/png").content
    assert at_print_size(png) is not None


def test_past_meetings_are_held(admin: Api) -> None:
    past = admin.rows("/meetings?to=2025-12-31&limit=200")
    assert len(past) > 15
    assert {(row["status"], row["counts"]["attended"] > 0) for row in past} == {("held", True)}


def test_the_plan_of_liberec_has_its_fiches(admin: Api) -> None:
    local = one(admin, "/partnerships", "Lokální partnerství Liberec")
    fiches = admin.rows(f"/projects?partnership={local['id']}&limit=200")
    programmes = {row["id"]: row["code"] for row in admin.rows("/funding-programmes")}
    counted = [programmes[row["programme_id"]] for row in fiches]
    assert (counted.count("OPZ"), counted.count("IROP")) == (12, 3)
    assert {row["total_budget"] for row in fiches} == {None}
    assert sum("Sociální podnik" in row["title"] for row in fiches) == 2
    assert sum("Sociální bydlení" in row["title"] for row in fiches) == 3
    applicants = {row["id"]: row["kind"] for row in admin.rows("/organisations?limit=200")}
    [shelter] = [row for row in fiches if row["title"] == "Azylový dům pro rodiny"]
    assert applicants[shelter["applicant_id"]] == "ngo"


def test_the_group_for_foreigners_had_these_three_items(admin: Api) -> None:
    held = one(admin, "/meetings", "pro cizince", status="held", previous_meeting_id=None)
    assert [item["title"] for item in held["agenda"]] == [
        "Informace z řídící skupiny",
        "Projekty města",
        "Financování služeb",
    ]


def test_the_transformation_stands_under_the_plan_and_its_groups_below_it(admin: Api) -> None:
    place = one(admin, "/partnerships", "Transformace")["id"]
    before, after = (
        {"name": "", "groups": admin.get(f"/partnerships/{place}/chart?on={day}").json()["groups"]}
        for day in ("2013-01-01", "2016-01-01")
    )
    group = "Pracovní skupina pro transformaci sociálních služeb"
    assert len(below(after, "Řídící skupina střednědobého plánu")) == 6
    assert group in below(after, "Řídící skupina střednědobého plánu")
    assert below(after, group) == {
        "Skupina pro transformaci dětských zařízení",
        "Skupina organizací v transformaci",
    }
    assert group in below(before, "Krajská koordinační skupina")


def test_the_sheet_shows_the_number_of_the_project(admin: Api) -> None:
    for q, number in (("dobré praxe 2017", "CZ.03.2.60/"), ("Supervize pro koordinátory", "CZ.03.02.02/")):
        event = one(admin, "/events", q)
        answer = admin.get(f"/events/{event['id']}/attendance-sheet.pdf")
        pages = PdfReader(BytesIO(answer.content)).pages
        assert all(number in page.extract_text() for page in pages[:1])
