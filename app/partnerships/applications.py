"""Applications to join a group: anybody applies where it is open, its staff accept or decline."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.core.actor import Actor
from app.core.addresses import normal_address
from app.core.database import records
from app.core.database.columns import rel
from app.core.errors import Conflict, Forbidden
from app.core.mail import outbox
from app.core.text import fold
from app.core.web import paging
from app.core.web.keyset import Sorts, by_words, order_of, referred
from app.core.web.paging import Deleted, Slice
from app.organisations.models import Organisation
from app.organisations.people import find_or_add_person
from app.organisations.service import check_named
from app.partnerships.application_models import (
    ApplicationAccept,
    ApplicationCreate,
    ApplicationDecline,
    ApplicationQuery,
    ApplicationReceipt,
    ApplicationState,
    ApplicationView,
    GroupApplication,
)
from app.partnerships.group_models import GroupMember, GroupMemberCreate, GroupRole, WorkingGroup
from app.partnerships.groups import is_open
from app.partnerships.groups import one as one_group
from app.partnerships.members import add_member
from app.partnerships.models import Partnership
from app.partnerships.rules import rules_of

OPEN_OF_ONE_MAILBOX = 5
"""People who wait for an answer of one group under one e-mail address."""
RECEIVED, ACCEPTED, DECLINED = (f"application_{what}" for what in ("received", "accepted", "declined"))
SORTS: Sorts = {
    "name": by_words(col(GroupApplication.folded_name)),
    "organisation_name": by_words(
        sa.func.coalesce(
            referred(Organisation, col(Organisation.name), col(GroupApplication.organisation_id)),
            col(GroupApplication.organisation_name),
        )
    ),
    "email": col(GroupApplication.folded_email),
    "state": order_of(col(GroupApplication.state), ApplicationState),
    "created_at": col(GroupApplication.created_at),
}


def visible_applications(actor: Actor) -> SelectOfScalar[GroupApplication]:
    """Those to groups of the partnerships whose inside the actor reads."""
    statement = select(GroupApplication).options(selectinload(rel(GroupApplication.group)))
    places = actor.partnerships()
    if places is None:
        return statement
    return statement.where(col(GroupApplication.partnership_id).in_(places))


def apply(
    session: Session, actor: Actor, group_id: int, body: ApplicationCreate, lang: str
) -> ApplicationReceipt:
    """Store the application and tell the applicant that it has arrived.

    The answer is the same for somebody who has applied already, who is not stored twice, for a member and
    where too many wait under the address, which is told to the mailbox alone: only the staff may know who
    applies.
    """
    group = records.get(session, one_group(actor, group_id))
    if not is_open(group):
        raise Conflict("not_open")
    check_named(session, body.organisation_id, by_public=not actor.reads_somewhere)
    made = GroupApplication(
        **body.model_dump(),
        group_id=group.id,
        partnership_id=group.partnership_id,
        lang=lang,
        folded_name=fold(f"{body.first_name} {body.last_name}"),
        folded_email=normal_address(body.email),
    )
    by_staff = actor.reads(group.partnership_id)
    refusal = _refusal(session, made)
    if refusal is None:
        session.add(made)
        session.flush()
        _tell(session, RECEIVED, made, group)
    elif by_staff:
        raise refusal
    elif refusal.code == "mailbox_applications":
        _tell(session, RECEIVED, made, group, too_many=True)
    return ApplicationReceipt(
        id=made.id if by_staff else None, group_id=group.id, state=ApplicationState.OPEN
    )


def _refusal(session: Session, made: GroupApplication) -> Conflict | None:
    """Why the application is not stored."""
    statement = select(GroupApplication).where(
        col(GroupApplication.group_id) == made.group_id,
        col(GroupApplication.folded_email) == made.folded_email,
        col(GroupApplication.state) == ApplicationState.OPEN,
    )
    waiting = session.exec(statement).all()
    if any(one.folded_name == made.folded_name for one in waiting):
        return Conflict("already_applied")
    if len(waiting) >= OPEN_OF_ONE_MAILBOX:
        return Conflict("mailbox_applications", limit=OPEN_OF_ONE_MAILBOX)
    return None


def _tell(
    session: Session,
    kind: str,
    application: GroupApplication,
    group: WorkingGroup,
    *,
    guest: bool = False,
    too_many: bool = False,
) -> None:
    partnership = session.get_one(Partnership, application.partnership_id)
    facts = {
        "name": application.name,
        "group": group.name,
        "partnership": partnership.name,
        "reason": application.reason or None,
        "guest": guest,
        "too_many": too_many,
    }
    outbox.enqueue(
        session,
        kind,
        application.email,
        application.lang,
        facts,
        partnership_id=application.partnership_id,
        about=f"group_application:{application.id}" if application.id else None,
    )


# --- for the staff ---------------------------------------------------------------------------------------


def list_applications(
    session: Session, actor: Actor, group_id: int, query: ApplicationQuery
) -> Slice[ApplicationView | Deleted]:
    group = records.get(session, one_group(actor, group_id))
    if not actor.reads(group.partnership_id):
        raise Forbidden()
    statement = visible_applications(actor).where(col(GroupApplication.group_id) == group_id)
    if query.state:
        statement = statement.where(GroupApplication.state == query.state)

    def to_views(found: Sequence[GroupApplication]) -> list[ApplicationView]:
        return [_view(actor, one) for one in found]

    excluded = paging.of_other_parent(col(GroupApplication.group_id), group_id)
    return paging.synced_page(
        session, actor, GroupApplication, statement, query, to_views, excluded, sorts=SORTS
    )


def get_application(session: Session, actor: Actor, application_id: int) -> ApplicationView:
    """Read from the database, also after a change."""
    return _view(actor, records.get(session, _one(actor, application_id)))


def _one(actor: Actor, application_id: int) -> SelectOfScalar[GroupApplication]:
    statement = visible_applications(actor).where(col(GroupApplication.id) == application_id)
    return statement.execution_options(populate_existing=True)


def _view(actor: Actor, application: GroupApplication) -> ApplicationView:
    waits = application.state == ApplicationState.OPEN and actor.writes(application.partnership_id)
    return ApplicationView.of(application, allowed=["accept", "decline"] if waits else [])


def accept(session: Session, actor: Actor, application_id: int, body: ApplicationAccept) -> ApplicationView:
    """Make a member of the applicant from today on, or a guest where newcomers are guests first."""
    application = _to_decide(session, actor, application_id)
    group = session.get_one(WorkingGroup, application.group_id)
    organisation_id = body.organisation_id or application.organisation_id or _named(session, application)
    person_id = find_or_add_person(
        session,
        application.partnership_id,
        application.first_name,
        application.last_name,
        application.email,
        title_before=application.title_before,
        title_after=application.title_after,
        phone=application.phone,
        organisation_id=organisation_id,
        position=application.position or "",
    )
    _check_no_member(session, group, person_id)
    newcomer = GroupRole.GUEST if rules_of(session, group.id).newcomer_as_guest else GroupRole.MEMBER
    member = GroupMemberCreate(
        person_id=person_id,
        organisation_id=organisation_id,
        role=body.role or newcomer,
        side=body.side or application.side,
    )
    added = add_member(session, actor, group.id, member)
    application.person_id = person_id
    _decide(application, ApplicationState.ACCEPTED)
    _tell(session, ACCEPTED, application, group, guest=added.role == GroupRole.GUEST)
    session.flush()
    return get_application(session, actor, application.id)


def _named(session: Session, application: GroupApplication) -> int | None:
    """The only organisation of the directory with the typed name."""
    if not application.organisation_name:
        return None
    named = select(Organisation.id).where(Organisation.folded_name == fold(application.organisation_name))
    found = session.exec(named.limit(2)).all()
    return found[0] if len(found) == 1 else None


def _check_no_member(session: Session, group: WorkingGroup, person_id: int) -> None:
    statement = select(GroupMember.id).where(
        col(GroupMember.group_id) == group.id,
        col(GroupMember.person_id) == person_id,
        col(GroupMember.until).is_(None) | (col(GroupMember.until) >= clock.today()),
    )
    if session.exec(statement.limit(1)).first() is not None:
        raise Conflict("already_member")


def decline(session: Session, actor: Actor, application_id: int, body: ApplicationDecline) -> ApplicationView:
    application = _to_decide(session, actor, application_id)
    application.reason = body.reason
    _decide(application, ApplicationState.DECLINED)
    _tell(session, DECLINED, application, session.get_one(WorkingGroup, application.group_id))
    session.flush()
    return get_application(session, actor, application_id)


def _to_decide(session: Session, actor: Actor, application_id: int) -> GroupApplication:
    application = records.get_for_update(session, _one(actor, application_id), records.ANY_VERSION)
    if not actor.writes(application.partnership_id):
        raise Forbidden()
    if application.state != ApplicationState.OPEN:
        raise Conflict("wrong_state", state=application.state.value)
    return application


def _decide(application: GroupApplication, state: ApplicationState) -> None:
    application.state, application.decided_at = state, clock.now()


def applications_before(session: Session, moment: datetime) -> Sequence[tuple[WorkingGroup, int]]:
    """How many that were made before wait for the staff, by group."""
    waiting = (
        select(GroupApplication.group_id, sa.func.count().label("number"))
        .where(GroupApplication.state == ApplicationState.OPEN, col(GroupApplication.created_at) < moment)
        .group_by(col(GroupApplication.group_id))
        .subquery()
    )
    statement = select(WorkingGroup, waiting.c.number).join(waiting, waiting.c.group_id == WorkingGroup.id)
    return session.exec(statement.order_by(col(WorkingGroup.sort_key), col(WorkingGroup.id))).all()
