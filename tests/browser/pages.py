"""Every page of the site, and the records of the demo that they show.

An address may name a record in braces; which one that is, is said below. `test_pages.py` looks at each of
them, and fails when a page is missing here.
"""

from typing import Any, cast

import httpx

FIRST = {
    "open": "/events?status=open",
    "held": "/events?status=held",
    "cancelled": "/events?status=cancelled",
    "undated": "/round-tables?status=planned",
    "round_table": "/round-tables?status=open",
    "training": "/trainings?status=held",
    "partnership": "/partnerships",
    "transformation": "/partnerships?kind=transformation",
    "decided": "/decisions?state=adopted",
    "balloting": "/decisions?mode=per_rollam&state=proposed",
    "organisation": "/organisations",
    "paper": "/attachments",
    "person": "/people",
    "programme": "/funding-programmes",
    "two_days": "/events?status=open&q=dobré praxe",
    "course": "/courses",
    "series": "/series",
    "newsletter": "/newsletters?state=sent",
    "talk": "/talks",
    "suggestion": "/suggestions?state=open",
    "news_draft": "/newsletters?state=draft",
    "need": "/needs?state=escalated",
    "answered": "/needs?state=answered",
    "effect": "/effects",
    "task": "/tasks?state=open",
}
"""The first row of a list."""

FIRST_WITH = {
    ("joining", "application"): ("/working-groups", "/working-groups/{}/applications"),
    ("group", "member"): ("/working-groups", "/working-groups/{}/members"),
    ("project", "activity"): ("/projects", "/projects/{}/activities"),
    ("measured", "indicator"): ("/projects", "/projects/{}/indicators"),
    ("staged", "milestone"): ("/projects", "/projects/{}/milestones"),
    ("keeping", "block"): ("/events?kind=workshop&status=open", "/events/{}/seat-blocks"),
    ("user", "role"): ("/users", "/users/{}/roles"),
}
"""The first row of a list that has something under it, and the first of that."""

PUBLIC = (
    "/",
    "/events",
    "/events?q=nothing-has-this-name",
    "/events?from=2017-01-01&kind=round_table",
    "/events?from=yesterday",
    "/calendar",
    "/calendar/2017-06",
    "/territories",
    "/events/{open}",
    "/events/{held}",
    "/events/{cancelled}",
    "/events/{round_table}",
    "/events/{training}",
    "/events/{open}/registered",
    "/my/registrations/{token}",
    "/receipts/{receipt}",
    "/my/registrations/{token}/edit",
    "/my/registrations/{token}/cancel",
    "/my/registrations/{token}/swap",
    "/my/invitations/{invited}",
    "/my/invitations/{invited}/decline",
    "/my/invitations/{uninvited}",
    "/my/registrations/{token}/substitute",
    "/events/{two_days}",
    "/events/{two_days}/register-several",
    "/my/registrations/{staying}",
    "/my/registrations/{staying}/edit",
    "/series/{series}/enrol",
    "/minutes",
    "/minutes?q=nothing-has-this-name",
    "/events/{minuted}/minutes",
    "/needs",
    "/needs?q=nothing-has-this-name",
    "/needs/{answered}",
    "/partnerships",
    "/partnerships/{partnership}",
    "/partnerships/{partnership}?on=2017-06-01",
    "/partnerships/{meeting_place}/meetings?year=2017",
    "/my/meetings/{meeting_token}",
    "/my/meetings/{meeting_token}/apologise",
    "/partnerships/{partnership}/newsletter",
    "/partnerships/{partnership}/suggestion",
    "/newsletters",
    "/newsletters/{newsletter}",
    "/partnerships/{partnership}/chart?on=2017-06-01",
    "/partnerships/{transformation}/chart?on=2014-01-01&compare=2015-01-01",
    "/groups/{joining}/join",
    "/decisions",
    "/decisions/{decided}",
    "/accessibility",
    "/personal-data",
    "/my/data",
    "/my/registrations/{token}/rights",
    "/my/link-sent",
    "/sign-in",
    "/signed-out",
    "/password-reset",
    "/password/no-such-link",
    "/nowhere",
)

STAFF = (
    "/dashboard",
    "/check-in/{ticket}",
    "/check-in/no-such-code",
    "/projects/{project}/dashboard",
    "/series/{series}",
    "/series/{series}/plan",
    "/series/{series}/enrolments",
    "/series/{tables}/institutions",
    "/series/{tables}/institutions?never_came=true",
    "/series/{series}/deal",
    "/staff/account",
    "/staff/account/calendar",
    "/staff/account/sessions",
    "/staff/account/second-factor",
    "/confirm",
    "/staff/security",
    "/staff/access-log",
    "/staff/history?type=event",
    "/staff/organisation-proposals",
    "/staff/partnerships/{partnership}/contacts/{organisation}",
    "/staff/search",
    "/staff/search?q=liberec",
    "/staff/search?q=nothing-has-this-name",
    "/staff/api-keys",
    "/staff/api-keys/new",
    "/staff/api-keys/{key}/delete",
    "/staff/events",
    "/staff/events?q=nothing-has-this-name",
    "/staff/attendance-conflicts",
    "/staff/events/new",
    "/staff/events/{open}",
    "/staff/events/{held}",
    "/staff/events/{cancelled}",
    "/staff/events/{open}/edit",
    "/staff/events/{meeting}/members",
    "/staff/minutes",
    "/staff/events/{meeting}/minutes",
    "/staff/events/{drafted}/minutes",
    "/staff/events/{drafted}/minutes/head",
    "/staff/events/{drafted}/minutes/submit",
    "/staff/events/{drafted}/minutes/items/{point}/remove",
    "/staff/events/{minuted}/minutes/reopen",
    "/staff/events/{approved}/minutes/publish",
    "/events/{commented}/minutes",
    "/events/{minuted}/minutes/versions",
    "/events/{minuted}/minutes/versions/{version}",
    "/staff/events/{meeting}/next",
    "/staff/events/{undated}/delete",
    "/staff/events/{open}/do/cancel",
    "/staff/events/{open}/do/took_place",
    "/staff/events/{cancelled}/do/reactivate",
    "/staff/events/{open}/copy",
    "/staff/events/{open}/registrations",
    "/staff/events/{open}/messages",
    "/staff/events/{open}/messages/new",
    "/staff/events/{open}/messages/{message}",
    "/staff/events/{open}/letters",
    "/staff/events/{open}/registrations?status=declined",
    "/staff/events/{open}/registrations/new",
    "/staff/events/{open}/registrations/{registration}",
    "/staff/events/{open}/registrations/{registration}/edit",
    "/staff/events/{open}/registrations/{registration}/do/cancel",
    "/staff/events/{open}/registrations/{registration}/move",
    "/staff/events/{keeping}/seat-blocks",
    "/staff/events/{keeping}/seat-blocks/new",
    "/staff/events/{keeping}/seat-blocks/{block}/edit",
    "/staff/events/{keeping}/seat-blocks/{block}/delete",
    "/staff/events/{keeping}/seat-blocks/{block}/release",
    "/staff/events/{keeping}/registrations?status=waiting",
    "/staff/events/{round_table}",
    "/staff/events/{round_table}/invitations",
    "/staff/events/{round_table}/invitations?silent=true",
    "/staff/events/{round_table}/invitations/new",
    "/staff/events/{round_table}/invitations/second-call",
    "/staff/events/{round_table}/invitations/{invitation}",
    "/staff/events/{round_table}/invitations/{invitation}/withdraw",
    "/staff/events/{open}/registrations/{registration}/substitute",
    "/staff/events/{open}/needs",
    "/staff/events/{open}/stay",
    "/staff/events/{two_days}",
    "/staff/events/{two_days}/edit",
    "/staff/events/{two_days}/needs",
    "/staff/events/{two_days}/stay",
    "/staff/events/{two_days}/answers",
    "/staff/events/{two_days}/attachments",
    "/staff/events/{two_days}/programme",
    "/staff/groups/{group}/attachments",
    "/staff/attachments/{paper}",
    "/staff/attachments/{paper}/delete",
    "/staff/events/{open}/answers",
    "/staff/events/{two_days}/registrations/new",
    "/staff/sessions/{session}/check-in?event={open}",
    "/staff/sessions/{session}/check-in?event={open}&q=nobody-has-this-name",
    "/staff/sessions/{session}/sheet?event={open}",
    "/staff/tasks",
    "/staff/tasks?owner=me&state=open",
    "/staff/tasks/new",
    "/staff/tasks/{task}",
    "/staff/tasks/{task}/edit",
    "/staff/tasks/{task}/done",
    "/staff/tasks/{task}/note",
    "/staff/users/{user}/hand-over",
    "/staff/needs",
    "/staff/needs/new",
    "/staff/needs/{need}",
    "/staff/needs/{need}/edit",
    "/staff/needs/{need}/escalate",
    "/staff/needs/{need}/answer",
    "/staff/needs/{need}/close",
    "/staff/effects",
    "/staff/effects/new",
    "/staff/effects/{effect}",
    "/staff/effects/{effect}/edit",
    "/staff/effects/{effect}/delete",
    "/staff/events/{round_table}/result",
    "/series/{tables}/results",
    "/staff/courses",
    "/staff/courses/new",
    "/staff/courses/{course}",
    "/staff/courses/{course}/edit",
    "/staff/courses/{course}/delete",
    "/staff/series",
    "/staff/series/new",
    "/staff/series/{series}",
    "/staff/series/{series}/edit",
    "/staff/series/{series}/delete",
    "/staff/letters",
    "/staff/letters/standing",
    "/staff/milestones",
    "/staff/groups",
    "/staff/groups?q=nothing-has-this-name",
    "/staff/groups/new",
    "/staff/groups/{group}",
    "/staff/groups/{group}/calendar",
    "/staff/groups/{group}/edit",
    "/staff/groups/{group}/delete",
    "/staff/groups/{group}/move",
    "/staff/decisions",
    "/staff/decisions/new",
    "/staff/decisions/{decided}",
    "/staff/decisions/{balloting}",
    "/staff/decisions/{balloting}/edit",
    "/staff/decisions/{balloting}/adopt",
    "/staff/decisions/{balloting}/reject",
    "/staff/decisions/{balloting}/record-vote",
    "/staff/groups/{joining}/applications",
    "/staff/groups/{joining}/applications/{application}",
    "/staff/groups/{joining}/applications/{application}/accept",
    "/staff/groups/{joining}/applications/{application}/decline",
    "/staff/groups/{group}/members/new",
    "/staff/groups/{group}/members/{member}/edit",
    "/staff/groups/{group}/members/{member}/delete",
    "/staff/organisations",
    "/staff/organisations/new",
    "/staff/organisations/{organisation}",
    "/staff/organisations/{organisation}/edit",
    "/staff/organisations/{organisation}/delete",
    "/staff/organisations/{organisation}/merge",
    "/staff/organisations/{organisation}/merge?duplicate_id={other_organisation}",
    "/staff/talks",
    "/staff/talks/new",
    "/staff/talks/{talk}",
    "/staff/talks/{talk}/edit",
    "/staff/talks/{talk}/delete",
    "/staff/minutes/parse",
    "/staff/suggestions",
    "/staff/suggestions/new",
    "/staff/suggestions/{suggestion}",
    "/staff/suggestions/{suggestion}/edit",
    "/staff/suggestions/{suggestion}/delete",
    "/staff/suggestions/{suggestion}/answer",
    "/staff/suggestions/{suggestion}/escalate",
    "/staff/suggestions/{suggestion}/close",
    "/staff/newsletters",
    "/staff/newsletters/new",
    "/staff/newsletters/{newsletter}",
    "/staff/newsletters/{news_draft}",
    "/staff/newsletters/{news_draft}/edit",
    "/staff/newsletters/{news_draft}/delete",
    "/staff/newsletters/{news_draft}/send",
    "/staff/partnerships",
    "/staff/partnerships/new",
    "/staff/partnerships/{partnership}",
    "/staff/partnerships/{partnership}/edit",
    "/staff/partnerships/{partnership}/delete",
    "/staff/partnerships/{partnership}/letters",
    "/staff/partnerships/{partnership}/emblems",
    "/staff/partnerships/{partnership}/letters/event_changed/cs",
    "/staff/partnerships/{partnership}/letters/event_changed/cs/usual",
    "/staff/partnerships/{partnership}/letters/signature/en",
    "/staff/people",
    "/staff/people/new",
    "/staff/people/{person}",
    "/staff/people/{person}/edit",
    "/staff/people/{person}/delete",
    "/staff/people/{person}/export",
    "/staff/people/{person}/erase",
    "/staff/retention",
    "/staff/people/{person}/merge",
    "/staff/people/{person}/merge?q=nov",
    "/staff/people/{person}/merge?duplicate_id={other_person}",
    "/staff/people/{person}/affiliations/new",
    "/staff/people/{person}/affiliations/{affiliation}/edit",
    "/staff/people/{person}/affiliations/{affiliation}/delete",
    "/staff/programmes",
    "/staff/programmes/new",
    "/staff/programmes/{programme}",
    "/staff/programmes/{programme}/edit",
    "/staff/programmes/{programme}/delete",
    "/staff/projects",
    "/staff/projects/new",
    "/staff/projects/{project}",
    "/staff/projects/{project}/edit",
    "/staff/projects/{project}/delete",
    "/staff/projects/{project}/supported-persons",
    "/staff/projects/{project}/participations",
    "/staff/projects/{project}/milestones",
    "/staff/projects/{project}/activities/new",
    "/staff/projects/{project}/activities/{activity}/edit",
    "/staff/projects/{project}/activities/{activity}/delete",
    "/staff/projects/{measured}/indicators/new",
    "/staff/projects/{measured}/indicators/{indicator}/edit",
    "/staff/projects/{measured}/indicators/{indicator}/delete",
    "/staff/projects/{staged}/milestones/new",
    "/staff/projects/{staged}/milestones/{milestone}/edit",
    "/staff/projects/{staged}/milestones/{milestone}/delete",
    "/staff/users",
    "/staff/users/new",
    "/staff/users/{user}",
    "/staff/users/{user}/edit",
    "/staff/users/{user}/roles/new",
    "/staff/users/{user}/roles/{role}/delete",
)

FORMS = (
    "/events/{open}",
    "/groups/{joining}/join",
    "/events/{two_days}/register-several",
    "/sign-in",
    "/staff/people/new",
    "/staff/series/new",
    "/staff/users/new",
    "/my/invitations/{invited}",
)
"""Some whose forms are refused when nothing is filled in."""

NO_PAGES = {
    "/sign-in/oidc": "leads to the other system, or back to signing in",
    "/sign-in/oidc/callback": "leads on",
    "/staff/account/oidc": "leads to the other system, or back to signing in",
    "/events/{id:int}/register": "leads back to the event",
    "/my/registrations/{token}/ticket.svg": "a picture",
    "/events/{id:int}/registered-several": "leads back to the event without an outcome",
    "/series/{id:int}/enrolled": "leads back to the form without an outcome",
    "/my/invitations/{token}/accept": "leads back to the invitation",
    "/my/meetings/{token}/accept": "leads back to the meeting",
    "/meetings/{id:int}/mine": "as by the link, for a member who is signed in",
    "/meetings/{id:int}/mine/accept": "leads back to the meeting",
    "/meetings/{id:int}/mine/apologise": "as by the link, for a member who is signed in",
    "/organisation-names": "choices for a field",
    "/staff/events/{id:int}/attendance-sheet.pdf": "a file",
    "/staff/look-up/{source}/{name}": "choices for a field",
    "/staff/narrow/{source}": "choices for a field",
    "/staff/sessions/{id:int}/count": "a part of the check-in",
    "/staff/partnerships/{partnership:int}/emblems/{id:int}/remove": "the demo has no emblem",
    "/unsubscribe/{token}": "the demo has sent no letter",
    "/newsletter/{token}": "the demo has sent no letter",
    "/staff/letters/{id:int}": "the demo has sent no letter",
    "/staff": "leads to the first page of the work area",
    "/robots.txt": "a file",
    "/sitemap.xml": "a file",
    "/.well-known/security.txt": "a file",
    "/logo": "a picture",
    "/favicon.ico": "a picture",
    "/attachments/{id:int}/file": "a file",
    "/events/{event:int}/minutes.pdf": "a file",
    "/staff/events/{event:int}/minutes/filing.zip": "a file",
    "/my/data/{token}": "the demo has sent no letter",
    "/staff/people/{id:int}/export.json": "a file",
    "/staff/users/{parent:int}/roles/{id:int}/edit": "a role is given and taken, never changed",
}
"""What answers a GET without being a page, and why; an address that ends in `.{kind}` is a file."""


MINUTES = {"drafted": "draft", "commented": "comment", "approved": "approved", "minuted": "published"}


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
    found["receipt"] = _receipt(api, found["open"], visitor | {"last_name": "Stažená"})
    return found | {"token": token, "ticket": ticket, "session": session}


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
