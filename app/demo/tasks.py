"""Tasks around today, some of them overdue and some done."""

from datetime import timedelta
from typing import NamedTuple

from app.core import clock, text
from app.demo.liberec import Local
from app.demo.scene import Region, Scene
from app.organisations.people_models import Person
from app.partnerships.group_models import WorkingGroup
from app.tasks.models import Task, TaskState


class Given(NamedTuple):
    """A task of a group of the partnership in Liberec; `days` from today, None without a day."""

    title: str
    days: int | None
    group: str
    owner: int
    note: str = ""


TASKS = (
    Given("Sehnat podklady o ubytovnách", -6, "Bydlení", 7),
    Given("Pozvat zástupce hygienické stanice", -1, "Bydlení", 9),
    Given("Připravit návrh prostupného bydlení", 5, "Bydlení", 7),
    Given("Rozeslat zápis k připomínkám", 2, "Zaměstnanost", 13),
    Given("Domluvit setkání s univerzitou", 21, "Zaměstnanost", 14),
    Given("Doplnit katalog prevence", None, "Bezpečnost", 19),
    Given("Objednat sál na školení", -20, "Zaměstnanost", 13, "Objednán, potvrzení je v poště."),
)


def give_tasks(scene: Scene, region: Region, local: Local) -> None:
    for given in TASKS:
        _give(scene, given, local.groups[given.group], local.people[given.owner])
    title = "Svolat krajský stůl k potřebám druhého kola"
    scene.keep(
        Task(
            partnership_id=region.id,
            title=title,
            owner_id=region.coordinator.id,
            due=clock.day_of(scene.now) - timedelta(days=3),
            folded_text=text.fold(title),
        )
    )


def _give(scene: Scene, given: Given, group: WorkingGroup, owner: Person) -> None:
    due = None if given.days is None else clock.day_of(scene.now) + timedelta(days=given.days)
    scene.keep(
        Task(
            partnership_id=group.partnership_id,
            group_id=group.id,
            title=given.title,
            owner_id=owner.id,
            due=due,
            state=TaskState.DONE if given.note else TaskState.OPEN,
            note=given.note,
            done_at=scene.now - timedelta(days=22) if given.note else None,
            folded_text=text.fold(given.title),
        )
    )
