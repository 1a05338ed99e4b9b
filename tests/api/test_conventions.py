"""What the contract promises of every resource, tried on organisations."""

import base64

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.database.engine import Database
from app.core.web.idempotency import RETENTION, IdempotencyKey
from app.partnerships.models import Partnership
from tests.api.asking import field, refusal
from tests.clients import Api


def made(client: Api, name: str, **fields: object) -> dict[str, object]:
    answer = client.post("/organisations", json={"name": name, "kind": "ngo", "public": True, **fields})
    assert answer.status_code == 201, answer.text
    body: dict[str, object] = answer.json()
    return body


def test_a_new_record_tells_its_address_and_its_version(admin: Api) -> None:
    answer = admin.post("/organisations", json={"name": "Spolek Most", "kind": "ngo"})
    record = answer.json()
    assert answer.headers["location"] == f"/api/v1/organisations/{record['id']}"
    assert answer.headers["etag"].startswith(f'"{record["version"]}-')


def test_an_unchanged_record_and_an_unchanged_list_are_304(admin: Api) -> None:
    record = made(admin, "Spolek Most")
    for path in (f"/organisations/{record['id']}", "/organisations"):
        first = admin.get(path)
        again = admin.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_change_needs_the_version_that_was_seen(admin: Api) -> None:
    record = made(admin, "Spolek Most")
    path = f"/organisations/{record['id']}"
    assert admin.patch(path, json={"name": "Most"}).status_code == 428
    assert admin.patch(path, json={"name": "Most"}, headers={"If-Match": '"9"'}).json()["code"] == "stale"
    changed = admin.patch(path, json={"name": "Most"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["name"], changed.json()["version"]) == (200, "Most", 2)
    assert admin.delete(path, headers={"If-Match": '"1"'}).status_code == 412
    assert admin.delete(path, headers={"If-Match": changed.headers["etag"]}).status_code == 204
    assert admin.get(path).status_code == 404


def test_the_same_post_sent_twice_is_done_once(admin: Api) -> None:
    key = {"Idempotency-Key": "one"}
    first = admin.post("/organisations", json={"name": "Jednou", "kind": "ngo"}, headers=key)
    again = admin.post("/organisations", json={"name": "Jednou", "kind": "ngo"}, headers=key)
    assert (again.status_code, again.json(), again.headers["location"]) == (
        201,
        first.json(),
        first.headers["location"],
    )
    other = admin.post("/organisations", json={"name": "Dvakrát", "kind": "ngo"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    assert admin.get("/organisations?count=true").json()["total"] == 1


def test_a_refused_post_does_not_use_its_key_up(admin: Api) -> None:
    key = {"Idempotency-Key": "one"}
    refused = admin.post("/organisations", json={"name": "", "kind": "ngo"}, headers=key)
    assert refused.status_code == 422
    taken = admin.post("/organisations", json={"name": "Spolek", "kind": "ngo"}, headers=key)
    assert taken.status_code == 201


def test_a_post_whose_work_would_be_refused_now_is_answered_as_before(admin: Api) -> None:
    key, body = {"Idempotency-Key": "one"}, {"name": "Most", "kind": "ngo", "ico": "27074358"}
    first = admin.post("/organisations", json=body, headers=key)
    assert admin.post("/organisations", json=body).status_code == 409
    again = admin.post("/organisations", json=body, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"


def test_a_key_is_free_again_after_a_day(admin: Api, database: Database) -> None:
    def post() -> object:
        answer = admin.post(
            "/organisations", json={"name": "Most", "kind": "ngo"}, headers={"Idempotency-Key": "one"}
        )
        return answer.json()["id"]

    first = post()
    with database.writing() as session:
        session.execute(sa.update(IdempotencyKey).values(created_at=clock.now() - RETENTION))
    second = post()
    assert second != first
    assert post() == second


def test_pages_follow_each_other_without_loss(admin: Api) -> None:
    ids = [made(admin, f"Spolek {number}")["id"] for number in range(7)]
    first = admin.get("/organisations?limit=3&kind=ngo&count=true")
    body = first.json()
    assert body["total"] == 7
    assert "kind=ngo" in body["next"] and "limit=3" in body["next"]
    assert first.headers["link"] == f'<{body["next"]}>; rel="next"'
    assert [row["id"] for row in admin.rows("/organisations?limit=3&kind=ngo")] == ids


def test_what_changed_since_is_told_with_what_is_gone(admin: Api) -> None:
    kept, lost = made(admin, "Zůstane"), made(admin, "Zmizí")
    since = admin.get("/organisations").json()["synced_until"]
    admin.delete(f"/organisations/{lost['id']}", headers={"If-Match": "*"})
    rows = admin.rows(f"/organisations?updated_since={since.replace('+', '%2B')}&limit=1")
    by_id = {row["id"]: row for row in rows}
    assert by_id[lost["id"]]["deleted"] is True
    assert by_id.get(kept["id"], {"name": "Zůstane"})["name"] == "Zůstane"


def test_what_the_public_may_no_longer_see_is_gone_for_the_public(admin: Api, api: Api) -> None:
    hidden = made(admin, "Byl vidět")
    secret = made(admin, "Nikdy nebyl vidět", public=False)
    admin.patch(f"/organisations/{hidden['id']}", json={"public": False}, headers={"If-Match": "*"})
    rows = api.rows("/organisations?updated_since=2020-01-01T00:00:00Z")
    assert [row["id"] for row in rows if row.get("deleted")] == [hidden["id"]]
    assert secret["id"] not in [row["id"] for row in rows]


def test_what_cannot_be_asked_is_told_by_name(admin: Api) -> None:
    broken = base64.urlsafe_b64encode(b'["x"]').decode()
    for query, pointer in (
        ("nonsense=1", "?nonsense"),
        ("limit=0", "?limit"),
        (f"cursor={broken}", "?cursor"),
    ):
        answer = admin.get(f"/organisations?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_the_longest_names_can_be_followed_from_page_to_page(admin: Api) -> None:
    ids = [made(admin, letter + "ř" * 199)["id"] for letter in "ABC"]
    assert [row["id"] for row in admin.rows("/organisations?sort=name&limit=1")] == ids


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "20260101", "0", "-6.1e-05", "1.5e+09"],
)
@pytest.mark.parametrize("query", ["/organisations?updated_since=", "/events?from=", "/schedule?from="])
def test_an_instant_no_clock_can_show_is_refused(api: Api, query: str, moment: str) -> None:
    assert refusal(api.get(f"{query}{moment}")) == (422, "invalid")


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        '["2026-01-01T00:00:00+00:00", true]',
        '["0001-01-01T00:00:00+14:00", 1]',
        '["2026-01-01", 1]',
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(api: Api, cursor: str) -> None:
    encoded = base64.urlsafe_b64encode(cursor.encode()).decode()
    assert field(api.get(f"/schedule?cursor={encoded}")) == ("?cursor", "bad_cursor")


def test_a_cursor_beyond_all_ids_is_refused(admin: Api) -> None:
    encoded = base64.urlsafe_b64encode(b"[99999999999999]").decode()
    assert field(admin.get(f"/organisations?cursor={encoded}")) == ("?cursor", "bad_cursor")


def test_wrong_bodies_name_each_wrong_field(admin: Api) -> None:
    answer = admin.post(
        "/organisations", json={"name": "x" * 201, "kind": "sparta", "colour": 1, "website": "\x00"}
    )
    assert answer.headers["content-type"] == "application/problem+json"
    found = {error["pointer"]: error["code"] for error in answer.json()["errors"]}
    assert found["#/name"] == "too_long"
    assert found["#/kind"] == "not_a_choice"
    assert found["#/colour"] == "unknown_field"


def test_a_parameter_counts_once_and_where_it_belongs(admin: Api, partnership: Partnership) -> None:
    """Of two the last one, and a body cannot set what stands in the address or what a server sets."""
    for name in ("Obec A", "Obec B"):
        assert admin.post("/organisations", json={"name": name, "kind": "other"}).status_code == 201
    assert len(admin.get("/organisations?limit=2&limit=1").json()["results"]) == 1
    path = f"/partnerships/{partnership.id}"
    for name in ("id", "version", "created_at", "partnership_id"):
        refused = admin.patch(path, json={"name": "Jinak", name: 1}, headers={"if-match": "*"})
        assert [one["pointer"] for one in refused.json()["errors"]] == [f"#/{name}"]
    assert admin.get(f"{path}?name=Jinak", headers={"name": "Jinak"}).json()["name"] == partnership.name


@pytest.mark.parametrize(
    "path", ["/letters?about=a%00", "/people?q=%00", "/changes?types=%00", "/people?email=%00"]
)
def test_a_nul_in_a_query_is_refused_before_the_database_sees_it(admin: Api, path: str) -> None:
    answer = admin.get(path)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "nul")


def test_a_refusal_speaks_the_language_of_the_reader(api: Api) -> None:
    czech = api.get("/users", headers={"Accept-Language": "cs"}).json()
    english = api.get("/users", headers={"Accept-Language": "en"}).json()
    assert czech["code"] == english["code"] == "unauthorized"
    assert (czech["detail"], english["detail"]) == ("Přihlaste se prosím.", "Please sign in.")


def test_unknown_addresses_and_methods_are_problems_too(api: Api) -> None:
    assert api.get("/nothing").json()["code"] == "not_found"
    answer = api.put("/organisations", json={})
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


def test_a_body_over_a_megabyte_is_refused(admin: Api) -> None:
    answer = admin.post(
        "/organisations", content=b"x" * 1_000_001, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_number_that_fits_no_id_is_no_server_error(admin: Api) -> None:
    assert admin.get("/organisations/99999999999999999999").status_code == 422


def test_a_bad_token_is_told_even_where_none_is_needed(api: Api) -> None:
    answer = api.get("/organisations", headers={"Authorization": "Bearer nonsense"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_each_answer_names_its_request(api: Api) -> None:
    assert api.get("/organisations", headers={"X-Request-Id": "abc-1"}).headers["x-request-id"] == "abc-1"
    assert len(api.get("/organisations").headers["x-request-id"]) == 16


def test_a_line_break_pasted_into_a_name_becomes_a_space(admin: Api) -> None:
    assert made(admin, "Spolek\r\nMost")["name"] == "Spolek Most"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_a_body_that_is_not_called_json_is_refused_as_such(admin: Api, kind: str) -> None:
    body = b'{"name": "Spolek", "kind": "ngo"}'
    answer = admin.post("/organisations", content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    for json in ("application/json", "application/vnd.api+json", ""):
        headers = {"content-type": json} if json else {}
        accepted = admin.post("/organisations", content=body, headers=headers)
        assert accepted.status_code in (201, 422), json
    assert admin.get("/organisations?limit=0", headers={"content-type": kind}).status_code == 422
