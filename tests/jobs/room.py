"""Channels and people that the sender's tests post to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from practice.actor import Actor, Channel
from practice.client import Practice
from storage import deliveries
from storage.deliveries import Delivery
from storage.engine import Store
from tests.jobs.clock import Clock


class Room:
    """Channels and people of one test, and what was posted to them."""

    def __init__(self, slack: Practice, store: Store, names: Iterator[int], clock: Clock) -> None:
        self.slack, self.store, self.names, self.clock = slack, store, names, clock

    def channel(self, **about: Any) -> Channel:
        return self.slack.channel(f"ops-{id(self):x}-{next(self.names)}", **about)

    def person(self, **about: Any) -> Actor:
        return self.slack.person(f"Responder {id(self):x} {next(self.names)}", **about)

    def post(self, to: Channel | Actor, text: str = "Readiness", **more: Any) -> int:
        with self.store.writing() as session:
            delivery = deliveries.post(
                session,
                key=f"{to.id} {next(self.names)}",
                workspace=self.slack.team_id,
                recipient=to.id,
                text=text,
                blocks=more.pop("blocks", []),
                now=self.clock(),
                **more,
            )
            session.flush()
            return delivery.id

    def texts(self, place: Channel | Actor) -> list[str]:
        """What stands in a channel or in somebody's direct messages."""
        wanted = place.dm.id if isinstance(place, Actor) else place.id
        posts = [call for call in self.slack.calls("chat.postMessage") if call.response.get("ok")]
        return [call.args["text"] for call in posts if call.response["channel"] == wanted]

    def row(self, key: int) -> Delivery:
        with self.store.reading() as session:
            return session.get_one(Delivery, key)

    def states(self) -> list[str]:
        with self.store.reading() as session:
            return list(session.scalars(select(Delivery.state).order_by(Delivery.id)))
