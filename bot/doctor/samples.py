"""A sample of every kind of message Muster makes, out of a county of nobody.

Every form is said, as its help says it and with nothing behind it, by somebody of each right; Home is opened,
shortcuts are taken, and of the buttons that are shown one of each kind is pressed. What that leaves in the
outbox, the digests and the letters that come due meanwhile are samples as well. A new command is among them
as soon as the registry knows it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.answers import Answer
from bot.conversation import Conversation
from bot.doctor.sample_county import CHANNEL, LEAD, MANAGER, RESPONDER, STRANGER, WORKSPACE, sample_county
from bot.hearing import Heard, hear_click
from bot.noted import FAILED, Answering, Noted
from commands.all import registry
from commands.kit.cards import Look
from commands.kit.registry import Form
from commands.kit.request import Door, Place
from jobs.checklists import write_weeks
from jobs.digests import write_due
from jobs.letters import Letters
from storage.deliveries import Delivery
from storage.engine import Store
from storage.region import Region

SPEAKERS = (RESPONDER, LEAD, MANAGER)
NEXT_DAYS = (timedelta(days=1), timedelta(days=7), timedelta(days=8))
"""How far on what comes by itself is looked at: the first letters and digests come then."""
FIRST_RECORDS = range(1, 6)
SAYS = (
    "training signin ASIM Basic",
    "exercise signin Sample drill",
    "readiness digest everyone every Monday",
    "checklist post roadmap",
    "checklist channel",
    "ask concern Radios do not reach dispatch",
    "training log ASIM Basic yesterday",
    "what is this",
)
"""What is said besides, so that there is something to show."""


class Surface(StrEnum):
    """Where blocks are shown: by what `blocks.validate` takes them."""

    MESSAGE = "message"
    VIEW = "view"


@dataclass(frozen=True)
class Sample:
    """One of a kind: what made it, where it is shown, and the payload as Slack is given it."""

    of: str
    surface: Surface
    payload: Mapping[str, Any]


@dataclass
class _Pile:
    """The samples found, one of each kind: by what made it, its surface and the blocks it has."""

    found: dict[tuple[str, str, str], Sample] = field(default_factory=dict)

    def message(self, of: str, text: str, blocks: list[dict[str, Any]] | None) -> None:
        if blocks:
            self._add(Sample(of, Surface.MESSAGE, {"text": text, "blocks": blocks}))

    def view(self, of: str, view: dict[str, Any] | None) -> None:
        if view is not None:
            self._add(Sample(of, Surface.VIEW, view))

    def _add(self, sample: Sample) -> None:
        shape = " ".join(str(each.get("type")) for each in sample.payload.get("blocks", ()))
        shape = " ".join(dict.fromkeys(shape.split()))
        self.found.setdefault((sample.of, sample.surface, shape), sample)


class Sampler:
    """Says, presses and opens everything once, in a county of its own."""

    def __init__(self, store: Store, region: Region, now: datetime) -> None:
        """`failed` names what could not be made."""
        self._store, self._region, self._now = store, region, now
        self._entries = registry()
        self._pile = _Pile()
        self._pressed: set[str] = set()
        self._number = 0
        self.failed: set[str] = set()
        answering = Answering()
        answering.tell = self._note
        self._conversation = Conversation(
            store,
            self._entries,
            region,
            lambda: self._now,
            meet=lambda *_: False,
            wake=lambda: None,
            answering=answering,
        )

    def samples(self) -> list[Sample]:
        """All of them, in the order they were made."""
        self._digests(self._now + NEXT_DAYS[0])  # before anybody stops one
        for user in SPEAKERS:
            for form in self._entries.forms.values():
                self._say(user, form.says, form)
                self._say(user, form.example.lstrip("/"), form)
            for said in SAYS:
                self._say(user, said)
            for name in self._entries.shortcuts:
                self._hear(user, Door.SHORTCUT, f"shortcut {name}", name=name)
            self._hear(user, Door.OPENED_HOME, "Home", name="home")
        self._say(STRANGER, "due")
        self._hear(STRANGER, Door.OPENED_HOME, "Home", name="home")
        self._by_itself()
        self._cards()
        self._outbox()
        return list(self._pile.found.values())

    def _note(self, noted: Noted, seconds: float) -> None:
        if noted.outcome == FAILED:
            self.failed.add(noted.handler)

    def _say(self, user: str, text: str, form: Form | None = None) -> None:
        self._hear(user, Door.COMMAND, form.says if form is not None else text.split()[0], text=text)

    def _hear(self, user: str, door: Door, of: str, name: str = "", text: str = "") -> None:
        heard = Heard(
            door, WORKSPACE, user, self._key(), name=name, text=text, place=Place(CHANNEL), trigger="1.1"
        )
        self._keep(of, user, self._conversation.answer(heard))

    def _keep(self, of: str, user: str, answer: Answer, presses: bool = True) -> None:
        self._pile.message(of, answer.text, answer.blocks)
        for view in (answer.modal, answer.updated, answer.home):
            self._pile.view(of, view)
        if presses:
            for action, view in _buttons(answer):
                self._press(user, action, view)

    def _press(self, user: str, action: Mapping[str, Any], view: dict[str, Any] | None) -> None:
        name = str(action.get("action_id")).partition(":")[0]
        if name in self._pressed:
            return
        self._pressed.add(name)
        body: dict[str, Any] = {
            "type": "block_actions",
            "user": {"id": user, "team_id": WORKSPACE},
            "trigger_id": self._key(),
            "actions": [action],
            "channel": {"id": CHANNEL},
            **({} if view is None else {"view": {**view, "id": "V0", "hash": "1"}}),
        }
        self._keep(
            f"press {name}", user, self._conversation.answer(hear_click(body, WORKSPACE)), presses=False
        )

    def _key(self) -> str:
        self._number += 1
        return f"sample:{self._number}"

    def _by_itself(self) -> None:
        letters = Letters(
            self._store, WORKSPACE, self._region, self._entries.letters, lambda _: None, at_once=1000
        )
        letters.write_due(self._now)
        for ahead in NEXT_DAYS:
            then = self._now + ahead
            self._digests(then)
            letters.write_due(then)

    def _digests(self, then: datetime) -> None:
        write_due(self._store, WORKSPACE, self._region, then)
        write_weeks(self._store, WORKSPACE, self._region, then)

    def _cards(self) -> None:
        """Each kind of card, of the first records there are."""
        with self._store.reading() as session:
            for name, kind in self._entries.cards.items():
                for number in FIRST_RECORDS:
                    look = Look(session, self._region, self._now, number, WORKSPACE, CHANNEL)
                    with suppress(LookupError, SQLAlchemyError, AttributeError):  # there is no such record
                        shown = kind.render(look)
                        if shown is not None:
                            self._pile.message(f"card {name}", shown.text, shown.sent)

    def _outbox(self) -> None:
        with self._store.reading() as session:
            for each in _sent(session):
                of = f"message about {each.subject_kind}" if each.subject_kind else "message"
                self._pile.message(of, each.text, each.blocks)
                self._pile.message(f"{of}, plain", each.text, each.plain_blocks)


def samples_of(region: Region, now: datetime) -> tuple[list[Sample], list[str]]:
    """A sample of every kind, and the names of the handlers that failed at it."""
    with sample_county(region, now) as store:
        sampler = Sampler(store, region, now)
        return sampler.samples(), sorted(sampler.failed)


def _sent(session: Session) -> Iterator[Delivery]:
    yield from session.scalars(select(Delivery).order_by(Delivery.id))


def _buttons(answer: Answer) -> Iterator[tuple[Mapping[str, Any], dict[str, Any] | None]]:
    """What can be pressed in an answer, and the view it stands in."""
    shown: list[tuple[list[dict[str, Any]], dict[str, Any] | None]] = [(answer.blocks, None)]
    shown += [(view["blocks"], view) for view in (answer.modal, answer.updated, answer.home) if view]
    for blocks, view in shown:
        for block in blocks:
            elements = [*block.get("elements", ()), block.get("accessory")]
            for each in elements:
                if isinstance(each, Mapping) and each.get("type") == "button" and "url" not in each:
                    yield json.loads(json.dumps(each)), view
