"""Decisions of groups: adopted ones change the chart as those of the sources did, others wait for votes."""

from datetime import date, datetime, time, timedelta

from app.core import clock
from app.core.actor import SYSTEM
from app.core.text import PRAGUE
from app.decisions.decide import adopt
from app.decisions.models import Ballot, Decision, DecisionMode
from app.decisions.service import propose, vote
from app.decisions.shapes import Adoption, DecisionCreate, DecisionEffect, Vote
from app.demo.liberec import Local
from app.demo.scene import Scene
from app.events.models import Event
from app.partnerships.group_models import WorkingGroup


def decide(
    scene: Scene,
    group: WorkingGroup,
    title: str,
    day: date,
    effect: DecisionEffect,
    event: Event | None = None,
    text: str = "",
) -> Decision:
    """A decision that the group adopted by consent at its meeting of that day, with what it changed."""
    body = DecisionCreate(
        group_id=group.id,
        title=title,
        text=text,
        event_id=event.id if event else None,
        valid_from=day,
        effect=effect,
    )
    number = propose(scene.session, SYSTEM, body).id
    adopt(scene.session, SYSTEM, number, Adoption())
    decision = scene.session.get_one(Decision, number)
    decision.decided_at = datetime.combine(day, time(11), PRAGUE)
    scene.session.flush()
    return decision


def waiting_decisions(scene: Scene, local: Local) -> None:
    """Two that members vote on today, by letter and by silence, and one for the next meeting."""
    group = local.groups["Bydlení"]
    rules = DecisionCreate(
        group_id=group.id,
        title="Pravidla skupiny Bydlení",
        text="Skupina se schází nejméně čtyřikrát za rok; hosté se účastní bez hlasu.",
        mode=DecisionMode.PER_ROLLAM,
        comment_until=clock.today() + timedelta(days=10),
    )
    number = propose(scene.session, SYSTEM, rules).id
    for place, one in enumerate(local.people[8:12]):
        ballot = Ballot.AGAINST if place == 2 else Ballot.FOR
        vote(scene.session, SYSTEM, number, Vote(person_id=one.id, vote=ballot))
    silent = DecisionCreate(
        group_id=group.id,
        title="Stanovisko ke kontrolám ubytoven",
        text="Kontroly se konají společně se sociálními pracovníky města.",
        mode=DecisionMode.SILENCE,
        comment_until=clock.today() + timedelta(days=14),
    )
    propose(scene.session, SYSTEM, silent)
    title = "Společný postup při uvolňování městských bytů"
    propose(scene.session, SYSTEM, DecisionCreate(group_id=group.id, title=title))
