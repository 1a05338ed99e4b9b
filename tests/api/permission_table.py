"""Who may do what, for all routes of the API, for every role, on own records and on foreign ones."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.api.also_files import ALSO_FILES
from tests.api.permissions_of_cooperation import COOPERATION

OWN = (
    "everybody",
    "nobody",
    "member",
    "bystander",
    "facilitator",
    "auditor",
    "officer",
    "coordinator",
    "elsewhere",
    "admin",
)
"""Who asks for a record `here`: `everybody` has no token, `elsewhere` coordinates the other partnership."""

FOREIGN = ("member", "facilitator", "auditor", "coordinator")
"""Who asks for a record `there`, with a role that is held `here`."""

TABLE = """
everybody              yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
    -                      GET /healthz
    -                      GET /processing
    -                      POST /my/data-requests
    -                      GET /my/data/{token}
    -                      POST /my/data/{token}/objection
    -                      POST /my/data/{token}/withdraw-consents
    -                      GET /my/registrations/{token}/rights
    -                      POST /my/registrations/{token}/withdraw-consents
    -                      POST /my/registrations/{token}/objection
    -                      POST /my/registrations/{token}/data-request
    -                      GET /readyz
    metrics:read           GET /metrics
    any                    GET /search
    -                      GET /events/{event_id}/seat-blocks
    -                      GET /seat-blocks/{block_id}
    -                      GET /events/{event_id}/slots
    -                      GET /events/{event_id}/slots/{slot_id}
    registrations:write    POST /events/{event_id}/registrations
    registrations:write    POST /events/{event_id}/registrations/group
    -                      GET /my/registrations/{token}
    -                      PATCH /my/registrations/{token}
    -                      POST /my/registrations/{token}/cancel
    -                      POST /my/registrations/{token}/confirm-address
    -                      POST /my/registrations/{token}/link
    -                      POST /my/invitations/{token}/link
    -                      POST /my/meetings/{token}/link
    -                      POST /my/minutes/{token}/link
    -                      POST /my/registrations/{token}/accept
    -                      POST /my/registrations/{token}/swap
    -                      POST /my/registrations/{token}/substitute
    -                      GET /my/registrations/{token}/ticket.svg
    -                      GET /my/registrations/{token}/calendar.ics
    -                      GET /my/sign-ups/{token}
    -                      POST /my/sign-ups/{token}/confirm-address
    -                      GET /receipts/{token}
    -                      POST /receipts/{token}/undo
    schedule:read          GET /schedule
    schedule:read          GET /schedule.ics
    schedule:read          GET /schedule.jsonld
    events:read            GET /round-tables
    events:read            GET /round-tables/{event_id}
    events:read            GET /trainings
    events:read            GET /trainings/{event_id}
    events:read            GET /meetings
    events:read            GET /meetings/{event_id}
    events:read            GET /events
    events:read            GET /events/{event_id}
    -                      GET /territories
    -                      GET /territories/{territory_id}
    -                      POST /auth/login
    -                      GET /auth/oidc
    -                      POST /auth/oidc
    -                      POST /auth/password-resets
    -                      PUT /auth/password-resets/{token}
    organisations:read     GET /organisations
    organisations:read     GET /organisations/{organisation_id}
    partnerships:read      GET /partnerships
    partnerships:read      GET /partnerships/{partnership_id}
    partnerships:read      GET /partnerships/{partnership_id}/chart
    projects:read          GET /partnerships/{partnership_id}/emblems
    projects:read          GET /emblems/{emblem_id}/svg
    projects:read          GET /emblems/{emblem_id}/png
    events:read            GET /events/{event_id}/programme
    events:read            GET /events/{event_id}/publicity
    partnerships:read      GET /working-groups
    partnerships:read      GET /working-groups/{group_id}
    -                      GET /courses
    -                      GET /courses/{course_id}
    -                      GET /my/invitations/{token}
    -                      POST /my/invitations/{token}/accept
    -                      POST /my/invitations/{token}/decline
    -                      GET /unsubscribe/{token}
    -                      POST /unsubscribe/{token}
    -                      POST /unsubscribe/{token}/undo
    -                      GET /series/{series_id}/offer
    registrations:write    POST /series/{series_id}/enrolments
    projects:read          GET /funding-programmes
    projects:read          GET /funding-programmes/{programme_id}
    projects:read          GET /projects
    projects:read          GET /projects/{project_id}
answer for oneself     401  403  403  403  403  403  403  403  403  403  403  403  403  403
    -                      POST /meetings/{event_id}/accept
    -                      POST /meetings/{event_id}/apologise
    -                      GET /meetings/{event_id}/mine
read a proposal        401  404  404  404  404  404  404  yes  404  yes  404  404  404  404
    organisations:read     GET /organisation-proposals/{proposal_id}
decide a proposal      401  404  404  404  404  404  404  403  404  yes  404  404  404  404
    organisations:write    POST /organisation-proposals/{proposal_id}/accept
    organisations:write    POST /organisation-proposals/{proposal_id}/decline
contact of an office   401  404  404  404  404  yes  404  yes  404  yes  404  404  404  404
    organisations:read+people:read GET /partnerships/{partnership_id}/contacts/{organisation_id}
set a contact          401  404  404  404  404  403  404  yes  404  yes  404  404  404  404
    organisations:write+people:read PUT /partnerships/{partnership_id}/contacts/{organisation_id}
who looked at whom     401  403  403  403  403  yes  yes  403  403  yes  403  403  yes  403
    -                      GET /access-log
history of records     401  403  403  403  403  yes  yes  yes  yes  yes  403  403  yes  yes
    -                      GET /history
letters of an event    401  403  403  403  403  yes  403  yes  403  yes  403  403  403  403
    -                      GET /events/{event_id}/letters
list of an event       401  403  403  403  yes  yes  403  yes  403  yes  403  403  403  403
    attendance:read        GET /sessions/{session_id}/attendance
    registrations:read     GET /events/{event_id}/stay
    registrations:read     GET /events/{event_id}/answers
    registrations:read     GET /events/{event_id}/registrations
    registrations:read     GET /events/{event_id}/invitations
    registrations:read     GET /events/{event_id}/messages
    registrations:read     GET /messages/{message_id}
    registrations:read     GET /events/{event_id}/invitations/counts
    registrations:read     GET /meetings/{event_id}/members
    registrations:read     GET /events/{event_id}/required-roles
    attendance:read        GET /events/{event_id}/attendance-sheet.pdf
    registrations:read     GET /events/{event_id}/participants.xlsx
    registrations:read     GET /events/{event_id}/participants.csv
attendance             401  403  403  403  yes  403  403  yes  403  yes  403  403  403  403
    attendance:write       PUT /sessions/{session_id}/attendance
    attendance:write       PUT /sessions/{session_id}/attendance/{registration_id}
    attendance:write       POST /sessions/{session_id}/walk-ins
    attendance:write       PUT /sessions/{session_id}/headcount
    attendance:write       POST /check-in
    participant-needs:read GET /events/{event_id}/needs
    attendance:read        GET /sessions/{session_id}/alike
signed in              401  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
    attendance:read        GET /attendance-conflicts
    events:read            GET /venues
    -                      POST /auth/logout
    -                      POST /auth/confirm
    -                      POST /me/oidc
    -                      GET /me/totp
    -                      POST /me/totp
    -                      POST /me/totp/confirm
    -                      DELETE /me/totp
    -                      GET /me/sessions
    any                    GET /me
    -                      GET /api-keys
    -                      POST /api-keys
    events:read            GET /series
    projects:read          GET /milestones
    changes:read           GET /changes
    -                      GET /security-events
edit what is public    401  403  403  403  403  403  403  yes  403  yes  403  403  403  403
    registrations:write    POST /events/{event_id}/registrations/bulk
    registrations:write    POST /events/{event_id}/seat-blocks
    registrations:write    PATCH /seat-blocks/{block_id}
    registrations:write    POST /seat-blocks/{block_id}/release
    registrations:write    DELETE /seat-blocks/{block_id}
    registrations:write    POST /events/{event_id}/slots
    registrations:write    POST /events/{event_id}/slots/run
    registrations:write    PATCH /events/{event_id}/slots/{slot_id}
    registrations:write    DELETE /events/{event_id}/slots/{slot_id}
    events:write           POST /round-tables
    events:write           PATCH /round-tables/{event_id}
    events:write           DELETE /round-tables/{event_id}
    events:write           POST /trainings
    events:write           PATCH /trainings/{event_id}
    events:write           DELETE /trainings/{event_id}
    events:write           POST /meetings
    events:write           PATCH /meetings/{event_id}
    events:write           DELETE /meetings/{event_id}
    events:write           POST /events
    events:write           PATCH /events/{event_id}
    events:write           DELETE /events/{event_id}
    events:write           POST /meetings/{event_id}/next
    registrations:write    POST /meetings/{event_id}/invite
    events:read            GET /events/{event_id}/clashes
    events:write           POST /events/{event_id}/publish
    events:write           POST /events/{event_id}/cancel
    events:write           POST /events/{event_id}/postpone
    events:write           POST /events/{event_id}/close
    events:write           POST /events/{event_id}/reactivate
    events:write           POST /events/{event_id}/copy
    events:write           POST /events/{event_id}/go-on
    -                      POST /users/{user_id}/roles
    partnerships:write     PATCH /partnerships/{partnership_id}
    projects:write         PUT /partnerships/{partnership_id}/emblems
    projects:write         DELETE /emblems/{emblem_id}
    events:write           PUT /events/{event_id}/programme
    partnerships:write     PUT /partnerships/{partnership_id}/letter-words/{kind}/{lang}
    partnerships:write     DELETE /partnerships/{partnership_id}/letter-words/{kind}/{lang}
    registrations:write    POST /events/{event_id}/messages
    registrations:write    POST /events/{event_id}/messages/preview
    registrations:write    POST /events/{event_id}/invitations
    registrations:write    POST /events/{event_id}/invitations/second-call
    projects:write         POST /projects
    registrations:read     GET /events/{event_id}/stay.xlsx
    registrations:read     GET /events/{event_id}/stay.csv
    projects:write         POST /projects/{project_id}/activities
    projects:write         PATCH /projects/{project_id}/activities/{activity_id}
    projects:write         DELETE /projects/{project_id}/activities/{activity_id}
    projects:write         POST /projects/{project_id}/indicators
    projects:write         PATCH /projects/{project_id}/indicators/{indicator_id}
    projects:write         DELETE /projects/{project_id}/indicators/{indicator_id}
    projects:write         POST /projects/{project_id}/milestones
    projects:write         PATCH /projects/{project_id}/milestones/{milestone_id}
    projects:write         DELETE /projects/{project_id}/milestones/{milestone_id}
    projects:write         PATCH /projects/{project_id}
    projects:write         DELETE /projects/{project_id}
read a registration    401  404  404  404  yes  yes  404  yes  404  yes  404  404  404  404
    registrations:read     GET /registrations/{registration_id}
    registrations:read     GET /invitations/{invitation_id}
edit a registration    401  404  404  404  403  403  404  yes  404  yes  404  404  404  404
    registrations:write    PATCH /registrations/{registration_id}
    registrations:write    POST /registrations/{registration_id}/confirm
    registrations:write    POST /registrations/{registration_id}/link
    registrations:write    POST /registrations/{registration_id}/decline
    registrations:write    POST /registrations/{registration_id}/cancel
    registrations:write    POST /registrations/{registration_id}/offer
    registrations:write    POST /registrations/{registration_id}/move-up
    registrations:write    POST /registrations/{registration_id}/swap
    registrations:write    POST /registrations/{registration_id}/move
    registrations:write    POST /registrations/{registration_id}/substitute
    registrations:write    POST /invitations/{invitation_id}/withdraw
    registrations:write    POST /invitations/{invitation_id}/accept-address
    registrations:write    POST /invitations/{invitation_id}/address
    registrations:write    POST /invitations/{invitation_id}/link
edit what is shared    401  403  403  403  403  403  403  yes  yes  yes  403  403  403  yes
    -                      GET /users
    organisations:read     GET /organisation-proposals
    organisations:write    POST /organisations
    organisations:write    PATCH /organisations/{organisation_id}
    events:write           POST /courses
    projects:write         POST /funding-programmes
owner of what is shared 401 403  403  403  403  403  403  yes  403  yes  403  403  403  403
    projects:write         PATCH /funding-programmes/{programme_id}
    projects:write         DELETE /funding-programmes/{programme_id}
admin                  401  403  403  403  403  403  403  403  403  yes  403  403  403  403
    -                      POST /users
    partnerships:write     POST /partnerships
    partnerships:write     DELETE /partnerships/{partnership_id}
    organisations:write    DELETE /organisations/{organisation_id}
    organisations:write    GET /organisations/{organisation_id}/merge
    organisations:write    POST /organisations/{organisation_id}/merge
    organisations:write    POST /organisations/{organisation_id}/unmerge
    events:write           PATCH /courses/{course_id}
    events:write           DELETE /courses/{course_id}
a session of another   401  404  404  404  404  404  404  404  404  404  404  404  404  404
    -                      DELETE /me/sessions/{sign_in_id}
accounts               401  404  404  404  404  404  404  yes  404  yes  404  404  404  404
    -                      GET /users/{user_id}
    -                      GET /users/{user_id}/roles
    -                      GET /roles/{role_id}
    -                      DELETE /roles/{role_id}
    -                      GET /api-keys/{key_id}
    -                      DELETE /api-keys/{key_id}
edit an account        401  404  404  404  404  404  404  403  404  yes  404  404  404  404
    -                      PATCH /users/{user_id}
    -                      POST /users/{user_id}/invite
lists of staff         401  403  403  403  403  yes  403  yes  yes  yes  403  403  yes  yes
    people:read            GET /people
    organisations:read     GET /organisations/{organisation_id}/doubles
    people:read            GET /organisations/{organisation_id}/history
    -                      GET /letters
    -                      GET /letters/standing
    dashboards:read        GET /dashboards/overview
    dashboards:read        GET /retention/report
add a person           401  404  404  404  404  403  404  yes  403  yes  404  404  403  403
    people:write           POST /people
read the inside        401  404  404  404  404  yes  404  yes  404  yes  404  404  404  404
    people:read            GET /people/{person_id}
    people:read            GET /people/{person_id}/doubles
    people:read            GET /people/{person_id}/history
    people:read            GET /people/{person_id}/affiliations
    people:read            GET /affiliations/{affiliation_id}
edit the inside        401  404  404  404  404  403  404  yes  404  yes  404  404  404  404
    people:write           PATCH /people/{person_id}
    people:write           DELETE /people/{person_id}
    people:write           GET /people/{person_id}/merge
    people:write           POST /people/{person_id}/merge
    people:write           POST /people/{person_id}/unmerge
    people:write           GET /people/{person_id}/export
    people:write           POST /people/{person_id}/erase
    people:write           POST /people/{person_id}/affiliations
    people:write           PATCH /affiliations/{affiliation_id}
    people:write           DELETE /affiliations/{affiliation_id}
    events:write           POST /series
    registrations:write    POST /enrolments/{enrolment_id}/cancel
hand work over         401  404  404  404  404  404  404  yes  404  yes  404  404  404  404
    -                      POST /users/{user_id}/hand-over
read a group           401  403  yes  403  403  yes  403  yes  403  yes  403  403  403  403
    -                      GET /working-groups/{group_id}/calendar
    -                      POST /working-groups/{group_id}/calendar
    -                      DELETE /working-groups/{group_id}/calendar
    partnerships:read+people:read GET /working-groups/{group_id}/members
    partnerships:read+people:read GET /working-groups/{group_id}/members/{member_id}
read of a partnership  401  403  403  403  403  yes  403  yes  403  yes  403  403  403  403
    projects:read          GET /projects/{project_id}/activities
    projects:read          GET /projects/{project_id}/activities/{activity_id}
    projects:read          GET /projects/{project_id}/indicators
    projects:read          GET /projects/{project_id}/indicators/{indicator_id}
    projects:read          GET /projects/{project_id}/milestones
    projects:read          GET /projects/{project_id}/milestones/{milestone_id}
    -                      GET /projects/{project_id}/supported-persons
    -                      GET /projects/{project_id}/participations
    dashboards:read        GET /dashboards/projects/{project_id}
    partnerships:read      GET /partnerships/{partnership_id}/rule-breaches
    partnerships:read      GET /partnerships/{partnership_id}/letter-words
    partnerships:read      GET /partnerships/{partnership_id}/letter-words/{kind}/{lang}
    partnerships:read      POST /partnerships/{partnership_id}/letter-words/{kind}/{lang}/preview
read a series          401  404  yes  yes  yes  yes  404  yes  404  yes  404  404  404  404
    events:read            GET /series/{series_id}
    events:read            GET /series/{series_id}/grid
edit a series          401  404  403  403  403  403  404  yes  404  yes  404  404  404  404
    events:write           PATCH /series/{series_id}
    events:write           DELETE /series/{series_id}
    events:write           POST /series/{series_id}/plan
    registrations:write    POST /series/{series_id}/allocate
results of a series    401  404  403  403  403  yes  404  yes  404  yes  404  404  404  404
    events:read            GET /series/{series_id}/results
people of a series     401  404  403  403  403  yes  404  yes  404  yes  404  404  404  404
    registrations:read     GET /series/{series_id}/institutions
    registrations:read     GET /series/{series_id}/enrolments
    registrations:read     GET /series/{series_id}/institutions.xlsx
    registrations:read     GET /series/{series_id}/institutions.csv
read a letter          401  403  403  403  403  yes  403  yes  404  yes  403  403  404  404
    -                      GET /letters/{letter_id}/text
send letters again     401  403  403  403  403  403  403  yes  yes  yes  403  403  403  yes
    -                      POST /letters/resend
send a letter again    401  403  403  403  403  403  403  yes  404  yes  403  403  404  404
    -                      POST /letters/{letter_id}/resend
"""
"""Under each rule, with what it says to `OWN` and to `FOREIGN`, the scope that a key needs and the route."""


@dataclass(frozen=True)
class Route:
    """A line of the table; `cells` by the place of the record and who asks."""

    method: str
    path: str
    scope: str
    cells: dict[tuple[str, str], str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def without_scope(self) -> str:
        """A key that lacks the scope sees what everybody sees, or nothing."""
        open_to_all = self.cells["here", "everybody"]
        return "403" if open_to_all == "401" else open_to_all


def _table() -> Iterator[Route]:
    columns = [("here", who) for who in OWN] + [("there", who) for who in FOREIGN]
    cells: dict[tuple[str, str], str] = {}
    for line in filter(None, (TABLE + COOPERATION).splitlines()):
        if line.startswith(" "):
            scope, method, path = line.split()
            scope = scope.replace("+", " ")
            yield Route(method, path, scope, cells)
            if method == "GET" and path in ALSO_FILES:
                yield from (Route(method, f"{path}.{kind}", scope, cells) for kind in ("xlsx", "csv"))
        else:
            cells = dict(zip(columns, line.split()[-len(columns) :], strict=True))


ROUTES = list(_table())
