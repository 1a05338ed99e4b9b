"""The records of the demo that the addresses of the pages name."""

from datetime import datetime
from typing import Any, cast

import httpx

from app.core.settings import Settings
from app.letters.unsubscribe import token as unsubscribe_token
from app.minutes.links import token as minutes_token
from app.newsletter.subscribe import token as newsletter_token
from app.privacy.own_data import data_url
from app.registrations.links import together_url
from tests.browser.pages import FIRST, FIRST_WITH, MINUTES
from tests.serving import SECRET_KEY

SETTINGS = Settings(secret_key=SECRET_KEY)


def records(api: httpx.Client) -> dict[str, Any]:
    """The ids that the addresses name, found by an admin of the demo; what it has none of is made."""
    found: dict[str, Any] = {name: first(api, path) for name, path in FIRST.items()}
    for names, (parents, children) in FIRST_WITH.items():
        found |= zip(names, first_with(api, parents, children), strict=True)
    visitor: dict[str, Any] = {
        "first_name": "Žofie",
        "last_name": "Smyšlená",
        "email": "zofie@spolek.example",
    }
    receipt = made(api, f"/events/{found['open']}/registrations", visitor)
    token = receipt["manage_url"].rpartition("/")[2]
    ticket = got(api, f"/my/registrations/{token}")["ticket_code"]
    session = got(api, f"/events/{found['open']}")["sessions"][0]["id"]
    table = got(api, f"/events/{found['round_table']}")
    meeting = got(api, "/meetings?q=skupiny bydleni&status=open")["results"][0]
    expected = got(api, f"/meetings/{meeting['id']}/members")["results"][0]
    found |= {"meeting": meeting["id"], "meeting_place": meeting["partnership_id"]}
    for name, state in MINUTES.items():
        found[name] = got(api, f"/minutes?state={state}")["results"][0]["event_id"]
    found["point"] = got(api, f"/events/{found['drafted']}/minutes")["items"][0]["id"]
    found["version"] = 2
    found["meeting_token"] = expected["url"].rpartition("/")[2]
    stands = made(api, f"/people/{found['person']}/affiliations", {"organisation_id": found["organisation"]})
    key = made(api, "/api-keys", {"name": "Úřad", "scopes": ["schedule:read"]})
    office = {"name": "Obecní úřad Lhota", "function": "OSPOD", "email": "ospod@lhota.example"}
    offices = {"offices": [office, {**office, "function": "matrika"}]}
    invitation, withdrawn = made(api, f"/events/{found['round_table']}/invitations", offices)["added"]
    for name, one in (("invited", invitation), ("uninvited", withdrawn)):
        found[name] = got(api, f"/invitations/{one['id']}")["url"].rpartition("/")[2]
    api.post(f"/invitations/{withdrawn['id']}/withdraw").raise_for_status()
    found |= {"invitation": invitation["id"], "tables": table["series_id"]}
    words = {"status": ["confirmed"], "subject": "Sejdeme se dříve", "text": "Přijďte prosím už v 8.00."}
    found["message"] = (
        api.post(f"/events/{found['open']}/messages", json=words).raise_for_status().json()["id"]
    )
    place = got(api, f"/people/{found['person']}")["partnership_id"]
    found["other_person"] = _ids(api, f"/people?partnership={place}")[1]
    found["other_organisation"] = _ids(api, "/organisations")[1]
    found |= {"affiliation": stands["id"], "key": key["id"], "registration": receipt["id"]}
    more = {"answers": {"workshop": "Žádná"}, "needs": {"diet": "bez lepku"}, "stay": {"meals": ["dinner"]}}
    stays = made(api, f"/events/{found['two_days']}/registrations", {**visitor, **more})
    found["staying"] = stays["manage_url"].rpartition("/")[2]
    times = got(api, f"/events/{found['consulting']}/slots")["results"]
    free = [one["id"] for one in times if one["free"] and one["id"] != found["slot"]]
    booking = made(api, f"/events/{found['consulting']}/registrations", {**visitor, "slot_id": free[0]})
    found |= {"booking": booking["id"], "booked": booking["manage_url"].rpartition("/")[2]}
    found["receipt"] = _receipt(api, found["open"], visitor | {"last_name": "Stažená"})
    found |= _links_of_letters(api, found, visitor)
    return found | {"token": token, "ticket": ticket, "session": session}


def _links_of_letters(api: httpx.Client, found: dict[str, Any], visitor: dict[str, Any]) -> dict[str, str]:
    """What stands in letters, which the demo does not send."""
    both = [visitor | {"first_name": name} for name in ("Eva", "Jan")]
    group = f"/events/{found['open']}/registrations/group"
    answer = api.post(group, json={"people": both}, auth=_nobody)
    assert answer.status_code == 201, answer.text
    asked = [
        letter["id"] for letter in got(api, "/letters?limit=200")["results"] if letter["kind"] == "invitation"
    ]
    email, place = visitor["email"], found["partnership"]
    return {
        "draft_token": _draft_token(api, found["commented"]),
        "together": _last(together_url(SETTINGS, {one["id"]: 0 for one in answer.json()["results"]})),
        "own_data": _last(data_url(SETTINGS, email, "")),
        "subscribing": newsletter_token(SETTINGS, place, email),
        "unsubscribing": unsubscribe_token(SETTINGS, asked[0]),
    }


def _last(url: str) -> str:
    return url.rpartition("/")[2]


def _draft_token(api: httpx.Client, event: int) -> str:
    """Of a member of the group whose minutes wait for comments."""
    minutes = got(api, f"/events/{event}/minutes")
    members = got(api, f"/working-groups/{minutes['group_id']}/members")["results"]
    member = next(one for one in members if one["person_id"])
    person = api.get(f"/people/{member['person_id']}")
    email = person.json()["email"] or "clenka@spolek.example"
    path, version = f"/people/{member['person_id']}", {"If-Match": person.headers["ETag"]}
    api.patch(path, json={"email": email}, headers=version).raise_for_status()
    until = datetime.fromisoformat(minutes["comment_until"])
    return minutes_token(SETTINGS, minutes["id"], member["id"], until, email)


def _receipt(api: httpx.Client, event: int, visitor: dict[str, Any]) -> str:
    """Of a sign-up by the public; the staff get none."""
    answer = api.post(f"/events/{event}/registrations", json=visitor, auth=_nobody)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["receipt_url"]).rpartition("/")[2]


def _nobody(request: httpx.Request) -> httpx.Request:
    del request.headers["Authorization"]
    return request


def first(api: httpx.Client, path: str) -> int:
    ids = _ids(api, path)
    assert ids, f"the demo has nothing in {path}"
    return ids[0]


def first_with(api: httpx.Client, parents: str, children: str) -> tuple[int, int]:
    pairs = ((parent, child) for parent in _ids(api, parents) for child in _ids(api, children.format(parent)))
    found = next(pairs, None)
    assert found, f"the demo has nothing in {children}"
    return found


def made(api: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return cast(dict[str, Any], answer.json())


def got(api: httpx.Client, path: str) -> dict[str, Any]:
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    return cast(dict[str, Any], answer.json())


def _ids(api: httpx.Client, path: str) -> list[int]:
    answer = api.get(path, params={"limit": 200} if "?" not in path else None)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["results"]]
