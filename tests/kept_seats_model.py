"""What the machine of kept seats expects: who holds which seat, who waits, and what is kept until when."""

from app.events.models import MoveUp


class KeptSeatsModel:
    """`holding` maps those with a seat to the block they hold it of, `offered` are those yet to accept.

    `unconfirmed` are sign-ups of which the mailbox has not confirmed that it made them: they hold nothing.
    `due` are blocks whose time is over and that nobody has released yet.
    """

    def begin(self, capacity: int, move_up: MoveUp) -> None:
        self.capacity, self.move_up_by = capacity, move_up
        self.holding: dict[int, int | None] = {}
        self.offered: set[int] = set()
        self.queue: list[int] = []
        self.unconfirmed: list[int] = []
        self.moved: list[int] = []
        self.who: dict[int, str] = {}
        self.blocks: dict[int, tuple[str, int]] = {}
        self.released: set[int] = set()
        self.due: set[int] = set()

    def taken_of(self, block: int) -> int:
        return sum(one == block for one in self.holding.values())

    def kept(self) -> int:
        return sum(seats - self.taken_of(one) for one, (_, seats) in self.blocks.items())

    def free(self) -> int:
        return self.capacity - len(self.holding) - self.kept()

    def due_seats(self) -> int:
        return sum(self.blocks[one][1] - self.taken_of(one) for one in self.due)

    def kept_on(self) -> int:
        """Those of which the time is not over."""
        return self.kept() - self.due_seats()

    def free_for_anybody(self) -> int:
        """Those who wait get theirs first, also of what is due to be released."""
        return max(0, self.free()) + max(0, self.due_seats() - len(self.queue))

    def moves_up_first(self, one: int) -> bool:
        """Of those who wait, this one gets a seat by what is due to be released."""
        return self.queue.index(one) < self.due_seats()

    def block_for(self, who: str) -> int | None:
        """Of the organisation first, then of the territory, the older one first: all end at one time."""
        for kind in ("city", "territory"):
            meant = who == "city" if kind == "city" else who != ""
            for block, (whose, seats) in sorted(self.blocks.items()):
                if meant and whose == kind and self.taken_of(block) < seats:
                    return block
        return None

    def give(self, one: int, block: int | None) -> None:
        self.holding[one] = block
        self.queue.remove(one)
        if one in self.moved:
            self.moved.remove(one)
        if self.move_up_by == MoveUp.OFFER:
            self.offered.add(one)

    def seat_for(self, who: str) -> tuple[bool, int | None]:
        """Whether there is one for somebody who comes now, and the block that keeps it."""
        block = self.block_for(who)
        return block is not None or (not self.queue and self.free() > 0), block

    def wait_by_time(self, one: int) -> None:
        """Behind those who were moved to the front and those who came before; ids grow with time."""
        later = (place for place, other in enumerate(self.queue) if other not in self.moved and other > one)
        self.queue.insert(next(later, len(self.queue)), one)

    def settle(self) -> None:
        for kind in ("city", "territory"):
            for block, (whose, seats) in sorted(self.blocks.items()):
                for one in list(self.queue):
                    meant = self.who[one] == "city" if whose == "city" else self.who[one] != ""
                    if whose == kind and meant and self.taken_of(block) < seats:
                        self.give(one, block)
        while self.queue and self.free() > 0:
            self.give(self.queue[0], None)

    def catch_up(self) -> None:
        """What anybody does first who comes to the event after the time of a block."""
        for block in self.due:
            del self.blocks[block]
        self.released |= self.due
        self.due = set()
        self.settle()

    def leave(self, one: int) -> None:
        self.holding.pop(one, None)
        self.offered.discard(one)
        if one in self.queue:
            self.queue.remove(one)
        if one in self.moved:
            self.moved.remove(one)
        self.settle()
