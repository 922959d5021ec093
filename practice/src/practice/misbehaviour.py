"""Trouble on demand: what a method does instead of, or before, its work."""

from dataclasses import dataclass, field


@dataclass
class Trouble:
    """One order to misbehave: wait, then answer with a status or an error, so many times.

    `times` None means until further notice. With `after` the method's work is done first and only its
    answer is lost, as when a connection breaks at the wrong moment.
    """

    method: str
    status: int | None = None
    error: str | None = None
    seconds: float = 0.0
    retry_after: int | None = None
    times: int | None = 1
    after: bool = False


@dataclass
class Misbehaviour:
    """The orders that stand, in the order given."""

    orders: list[Trouble] = field(default_factory=list)

    def order(self, trouble: Trouble) -> None:
        """Add one."""
        self.orders.append(trouble)

    def stop(self) -> None:
        """Behave again."""
        self.orders.clear()

    def take(self, method: str) -> Trouble | None:
        """The first order that stands for a method, counted down."""
        for order in self.orders:
            if order.method in (method, "*"):
                if order.times is not None:
                    order.times -= 1
                    if order.times <= 0:
                        self.orders.remove(order)
                return order
        return None
