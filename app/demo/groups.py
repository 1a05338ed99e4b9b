"""Working groups with their place in the chart and their members."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.core import text
from app.courses.models import EventKind
from app.demo.gather import DemoSession, attend, put_on, sign_up
from app.demo.meetings import USUAL, as_members, excuse_the_others
from app.demo.scene import Scene
from app.events.agenda_models import AgendaItem
from app.events.models import Event, Meeting, RegistrationPolicy, Visibility
from app.organisations.people_models import Person
from app.partnerships.application_models import GroupApplication
from app.partnerships.group_models import (
    GroupKind,
    GroupMember,
    GroupPlacement,
    GroupRole,
    Side,
    WorkingGroup,
)
from app.partnerships.models import Partnership


def found_group(
    scene: Scene,
    partnership: Partnership,
    name: str,
    kind: GroupKind,
    since: date,
    parent: WorkingGroup | None = None,
    *,
    remit: str = "",
    target_groups: Sequence[str] = (),
    open_to_new_members: bool = False,
    joining_terms: str = "",
) -> WorkingGroup:
    group = scene.keep(
        WorkingGroup(
            partnership_id=partnership.id,
            name=name,
            kind=kind,
            folded_name=text.fold(name),
            sort_key=text.sort_key(name),
            remit=remit,
            target_groups=list(target_groups),
            open_to_new_members=open_to_new_members,
            joining_terms=joining_terms,
        )
    )
    place(scene, group, parent, since)
    return group


def place(
    scene: Scene,
    group: WorkingGroup,
    parent: WorkingGroup | None,
    since: date,
    decision_id: int | None = None,
) -> None:
    scene.keep(
        GroupPlacement(
            partnership_id=group.partnership_id,
            group_id=group.id,
            parent_id=parent.id if parent else None,
            valid_from=since,
            decision_id=decision_id,
        )
    )


def join(
    scene: Scene,
    group: WorkingGroup,
    people: Sequence[Person],
    since: date,
    until: date | None = None,
    chair: bool = True,
) -> None:
    """The first person chairs, the second keeps the minutes; users of services are a side of their own."""
    leading = [GroupRole.CHAIR, GroupRole.SECRETARY] if chair else []
    for position, one in enumerate(people):
        role = leading[position] if position < len(leading) else GroupRole.MEMBER
        scene.session.add(
            GroupMember(
                partnership_id=group.partnership_id,
                group_id=group.id,
                person_id=one.id,
                organisation_id=one.organisation_id,
                role=role,
                side=side_of(one, position),
                since=since,
                until=until,
            )
        )
    scene.session.flush()


def apply_to(scene: Scene, group: WorkingGroup, person: Person, motivation: str) -> None:
    """An application that waits for an answer, from somebody who is not in the group."""
    scene.keep(
        GroupApplication(
            partnership_id=group.partnership_id,
            group_id=group.id,
            first_name=person.first_name,
            last_name=person.last_name,
            email=person.email or "",
            organisation_id=person.organisation_id,
            position=person.position,
            side=Side.PROVIDER,
            motivation=motivation,
            folded_name=person.folded_name,
            folded_email=person.folded_email,
        )
    )


def side_of(one: Person, position: int) -> Side:
    if one.organisation_id is None:
        return Side.USER
    return Side.COMMISSIONER if position % 3 == 0 else Side.PROVIDER


def meet(
    scene: Scene,
    group: WorkingGroup,
    title: str,
    event_sessions: Sequence[DemoSession],
    agenda: Sequence[str] = (),
    people: Sequence[Person] = (),
    previous: Event | None = None,
    *,
    lead: timedelta = USUAL,
    alternate: Person | None = None,
    planned_from: date | None = None,
    planned_to: date | None = None,
) -> Event:
    """A meeting of a group; at a past one the listed `people` were present, other members had apologised.

    The members were invited `lead` before it; the first who apologised sent the `alternate`.
    """
    event = Event(
        partnership_id=group.partnership_id,
        kind=EventKind.MEETING,
        title=title,
        group_id=group.id,
        registration_policy=RegistrationPolicy.MEMBERS,
        visibility=Visibility.MEMBERS,
        planned_from=planned_from,
        planned_to=planned_to,
    )
    put_on(scene, event, event_sessions)
    scene.keep(
        Meeting(
            id=event.id,
            partnership_id=group.partnership_id,
            previous_meeting_id=previous.id if previous else None,
        )
    )
    for place, point in enumerate(agenda):
        scene.keep(
            AgendaItem(
                partnership_id=group.partnership_id,
                event_id=event.id,
                group_id=group.id,
                position=place,
                title=point,
            )
        )
    if people:
        signed = sign_up(scene, event, people)
        as_members(scene, event, signed, lead)
        attend(scene, event, signed, loyal=people)
        excuse_the_others(scene, event, people, lead, alternate)
    return event
