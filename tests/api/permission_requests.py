"""The least request that gets past the shapes of each route of the API, and what it comes to."""

from typing import Any

from httpx import Response

from tests import factories
from tests.api.permission_table import Route
from tests.api.two_partnerships import DONE, EMAIL, Names
from tests.clients import Api

PERSON = {"first_name": "Ema", "last_name": "Nová", "email": "ema@nova.example"}
EVENT = {"partnership_id": "{partnership_id}", "title": "Akce"}
BODIES: dict[str, Any] = {
    "PUT /sessions/{session_id}/attendance": [{"registration_id": "{registration_id}", "status": "present"}],
    "PUT /sessions/{session_id}/attendance/{registration_id}": {"status": "present"},
    "POST /sessions/{session_id}/walk-ins": PERSON,
    "PUT /sessions/{session_id}/headcount": {"count": 3},
    "POST /check-in": {"code": "{ticket}", "session_id": "{session_id}"},
    "POST /events/{event_id}/seat-blocks": {
        "organisation_id": "{organisation_id}",
        "seats": 1,
        "until": "{soon}",
    },
    "POST /events/{event_id}/slots": {"starts_at": "{sooner}", "ends_at": "{soon}"},
    "POST /events/{event_id}/slots/run": {"starts_at": "{sooner}", "ends_at": "{soon}", "minutes": 30},
    "POST /events/{event_id}/registrations": PERSON,
    "POST /events/{event_id}/registrations/group": {"people": [PERSON]},
    "POST /events/{event_id}/registrations/bulk": {"ids": ["{registration_id}"], "action": "confirm"},
    "POST /registrations/{registration_id}/move-up": {"reason": "Výjimka"},
    "POST /registrations/{registration_id}/swap": {"event_id": "{later_id}"},
    "POST /registrations/{registration_id}/move": {"event_id": "{later_id}"},
    "POST /registrations/{registration_id}/substitute": PERSON,
    "POST /my/registrations/{token}/swap": {"event_id": "{later_id}"},
    "POST /my/registrations/{token}/substitute": PERSON,
    "POST /my/invitations/{token}/accept": PERSON,
    "POST /invitations/{invitation_id}/address": {"email": "ospod@lhota.example"},
    "POST /round-tables": EVENT,
    "POST /trainings": EVENT,
    "POST /meetings": EVENT,
    "POST /events": {**EVENT, "kind": "seminar"},
    "PUT /events/{event_id}/programme": {"items": []},
    "POST /meetings/{event_id}/next": {"starts_at": "{sooner}", "ends_at": "{soon}"},
    "POST /events/{event_id}/postpone": {"sessions": []},
    "PUT /events/{event_id}/minutes": {},
    "PUT /events/{event_id}/minutes/items/{item_id}": {},
    "POST /events/{event_id}/minutes/submit": {"comment_until": "{soon}"},
    "POST /events/{event_id}/minutes/publish": {"checked_for_names": True},
    "POST /events/{event_id}/minutes/reopen": {"reason": "Chybí příloha"},
    "POST /events/{event_id}/minutes/comments": {"text": "Souhlasím."},
    "POST /my/minutes/{token}/comments": {"text": "Souhlasím."},
    "POST /auth/login": {"email": EMAIL, "password": factories.PASSWORD},
    "POST /me/totp/confirm": {"code": "123456"},
    "POST /auth/confirm": {"password": factories.PASSWORD},
    "POST /auth/password-resets": {"email": EMAIL},
    "PUT /auth/password-resets/{token}": {"password": factories.PASSWORD},
    "POST /users": {"email": "novy@urad.example", "name": "Nový"},
    "POST /users/{user_id}/roles": {"role": "facilitator", "partnership_id": "{partnership_id}"},
    "POST /api-keys": {"name": "Klíč", "scopes": ["schedule:read"]},
    "POST /letters/resend": {"state": "failed"},
    "POST /organisations": {"name": "Spolek"},
    "PUT /partnerships/{partnership_id}/contacts/{organisation_id}": {},
    "POST /people": {**PERSON, "partnership_id": "{partnership_id}"},
    "POST /people/{person_id}/merge": {"duplicate_id": "{duplicate_id}"},
    "POST /people/{person_id}/unmerge": {},
    "POST /people/{person_id}/erase": {"reason": "žádost"},
    "POST /my/data-requests": {"email": "ema@obec.example"},
    "POST /my/data/{token}/objection": {"objects": True},
    "POST /my/registrations/{token}/objection": {"objects": True},
    "POST /organisations/{organisation_id}/merge": {"duplicate_id": "{other_organisation_id}"},
    "POST /organisations/{organisation_id}/unmerge": {},
    "POST /people/{person_id}/affiliations": {"organisation_id": "{organisation_id}"},
    "POST /partnerships": {"name": "Nové partnerství"},
    "POST /talks": {
        "partnership_id": "{partnership_id}",
        "on": "{day}",
        "organisation_name": "Spolek",
        "topic": "Spolupráce",
    },
    "POST /suggestions": {"partnership_id": "{partnership_id}", "text": "Chybí lavička."},
    "POST /suggestions/{suggestion_id}/answer": {"text": "Bude."},
    "POST /suggestions/{suggestion_id}/escalate": {"group_id": "{group_id}"},
    "POST /suggestions/{suggestion_id}/close": {},
    "POST /newsletters": {"partnership_id": "{partnership_id}", "since": "{day}"},
    "POST /newsletter-subscriptions": {"partnership_id": "{partnership_id}", "email": "ema@nova.example"},
    "POST /working-groups": {"partnership_id": "{partnership_id}", "name": "Skupina"},
    "POST /working-groups/{group_id}/placements": {"valid_from": "{day}"},
    "POST /working-groups/{group_id}/members": {"person_id": "{person_id}"},
    "POST /working-groups/{group_id}/applications": PERSON,
    "POST /decisions": {"group_id": "{group_id}", "title": "Rozhodnutí"},
    "POST /decisions/{decision_id}/reject": {"reason": "Bez shody"},
    "POST /decisions/{decision_id}/votes": {"vote": "for"},
    "POST /applications/{application_id}/decline": {"reason": "Skupina je plná"},
    "POST /partnerships/{partnership_id}/letter-words/{kind}/{lang}/preview": {"subject": "Přihláška"},
    "PUT /partnerships/{partnership_id}/letter-words/{kind}/{lang}": {"subject": "Přihláška"},
    "POST /courses": {"title": "Kurz", "hours": "8"},
    "POST /series": {**EVENT, "kind": "seminar"},
    "POST /events/{event_id}/messages": {"status": ["confirmed"], "subject": "Sraz", "text": "Sejdeme se."},
    "POST /events/{event_id}/messages/preview": {},
    "POST /events/{event_id}/invitations": {"people": ["{person_id}"]},
    "POST /series/{series_id}/enrolments": {**PERSON, "territory_id": "{territory_id}"},
    "POST /projects/{project_id}/activities": {"code": "2", "title": "Aktivita"},
    "POST /projects/{project_id}/indicators": {"name": "Ukazatel"},
    "POST /projects/{project_id}/milestones": {"title": "Milník", "due_on": "{day}"},
    "POST /funding-programmes": {"code": "N", "name": "Program"},
    "POST /projects": EVENT,
    "POST /needs": EVENT,
    "POST /needs/{need_id}/escalate": {"group_id": "{group_id}"},
    "POST /needs/{need_id}/answer": {"text": "Ano"},
    "POST /needs/{need_id}/close": {"reason": "Vyřešeno"},
    "POST /tasks": EVENT,
    "POST /tasks/{task_id}/done": {},
    "POST /users/{user_id}/hand-over": {"to_person_id": "{person_id}"},
    "POST /effects": {**EVENT, "since": "{day}", "source": "Zpráva"},
    "PUT /round-tables/{event_id}/result": {},
    "POST /minutes/parse": {"text": "Zápis", "partnership_id": "{partnership_id}"},
}
"""The least that a route takes; a name in braces stands for its value in the partnership asked for."""

UPLOADS: dict[str, Any] = {
    "POST /attachments": {"about_type": "event", "about_id": "{event_id}"},
    "POST /attachments/{attachment_id}/versions": {},
}
"""Routes that take a file, with the fields beside it."""

QUERIES = {
    "GET /sessions/{session_id}/alike": "?first_name=Ema&last_name=Nová",
    "GET /people/{person_id}/merge": "?duplicate_id={duplicate_id}",
    "GET /organisations/{organisation_id}/merge": "?duplicate_id={other_organisation_id}",
}
"""What a route needs in its address."""

TOKENS = {
    "/calendar.ics": "calendar_token",
    "/calendar/": "feed_token",
    "/receipts/": "receipt_token",
    "/my/data/": "data_token",
    "/my/sign-ups/": "sign_ups_token",
    "/invitations/": "invitation_token",
    "/my/meetings/": "meeting_token",
    "/my/minutes/": "minutes_token",
    "/unsubscribe/": "unsubscribe_token",
    "/newsletter-subscriptions/": "newsletter_token",
}
OF_A_KIND = {
    "/round-tables/": "round_table_id",
    "/trainings/": "training_id",
    "/meetings/": "meeting_id",
    "/events/{event_id}/slots": "consultation_id",
}


def asked(api: Api, route: Route, token: str | None, names: Names) -> str:
    """What a request comes to: `yes`, or the status that refuses it."""
    return _outcome(sent(api, route, token, names))


def sent(api: Api, route: Route, token: str | None, names: Names) -> Response:
    headers = {"If-Match": "*"} if route.method in ("PATCH", "PUT", "DELETE") else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = BODIES.get(route.name, {} if route.method == "PATCH" else None)
    path = (route.path + QUERIES.get(route.name, "")).format(**_in_path(route, names))
    content: dict[str, Any] = {"json": _filled(body, names)}
    if route.name in UPLOADS:
        fields = {name: str(value) for name, value in _filled(UPLOADS[route.name], names).items()}
        content = {"data": fields, "files": {"file": ("b.txt", b"new")}}
    return api.request(route.method, path, headers=headers, **content)


def _in_path(route: Route, names: Names) -> Names:
    kind = next((name for start, name in OF_A_KIND.items() if route.path.startswith(start)), "event_id")
    token = next((name for part, name in TOKENS.items() if part in route.path), "registration_token")
    return {**names, "event_id": names[kind], "token": names[token]}


def _outcome(answer: Response) -> str:
    done = answer.status_code == 503 and answer.json()["code"] == DONE
    refused = answer.status_code in (401, 403, 404, 429) or answer.status_code >= 500
    return str(answer.status_code) if refused and not done else "yes"


def _filled(body: Any, names: Names) -> Any:
    if isinstance(body, dict):
        return {name: _filled(value, names) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, names) for value in body]
    return names[body[1:-1]] if isinstance(body, str) and body.startswith("{") else body
