"""The feed of changes: everything once, in order, whatever the size of the page."""

from tests.clients import Api


def three_organisations(admin: Api) -> list[int]:
    names = ("Vymyšlený spolek Alfa", "Vymyšlený spolek Beta", "Vymyšlený spolek Gama")
    return [admin.post("/organisations", json={"name": name}).json()["id"] for name in names]


def test_pages_of_the_feed_give_every_change_once_and_in_order(admin: Api) -> None:
    made = three_organisations(admin)
    found = admin.rows("/changes?types=organisation&limit=1")
    assert [(row["id"], row["action"]) for row in found] == [(one, "created") for one in made]


def test_the_feed_goes_on_after_a_change(admin: Api) -> None:
    _, second, third = three_organisations(admin)
    first = admin.rows("/changes?types=organisation")[0]
    assert [row["id"] for row in admin.rows(f"/changes?after={first['cursor']}")] == [second, third]


def test_the_feed_keeps_to_the_types_asked_for(admin: Api) -> None:
    three_organisations(admin)
    assert admin.rows("/changes?types=event") == []
    assert len(admin.rows("/changes?types=event,organisation")) == 3
