"""Talks to commands the way conversation does: finds the entry, asks for the right, opens the transaction.

What comes back is judged as Slack would judge it, so that no test passes on blocks nobody could be shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import undoing
from commands.kit.blocks import raw
from commands.kit.member import Member
from commands.kit.problems import AskedBack, Refused
from commands.kit.registry import Click, Declared, Form, Registry, Search, Submission
from commands.kit.reply import Message, Post, Reply
from commands.kit.request import Door, Place, Request
from practice.judge import judge_message, judge_options, judge_view
from practice.limits import Surface
from readiness.text import fold
from storage.audit import AuditRow
from storage.catalogue import catalogue_changed
from storage.engine import Store
from storage.people import AffiliationRecord, AgencyDiscipline, AgencyRecord, Person, SlackIdentity
from storage.region import Region

WORKSPACE = "T1"
REGION = Region(timezone="America/Chicago", handling_mark="For official use")
NOON = datetime(2026, 11, 2, 18, tzinfo=UTC)
"""Noon on 2 November 2026 in the region."""


class Clock:
    """The time of a test; it passes only when it is told to."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def with_undo(declared: Sequence[Declared]) -> tuple[Declared, ...]:
    """Some entries, and the form that undoes what they say can be undone."""
    of = Registry.of(declared)
    return (*declared, *undoing.entries(of.undoes, of.clicks))


@dataclass
class Said:
    """An answer, as the one who asked sees it."""

    reply: Reply

    @property
    def carried(self) -> dict[str, Any]:
        """What the modal that was opened carries along."""
        view = self.reply.modal or self.reply.updated
        assert view is not None, "no modal was opened"
        found: dict[str, Any] = json.loads(view.private_metadata or "{}")
        return found

    @property
    def message(self) -> Message:
        assert self.reply.message is not None, "nothing was said"
        return self.reply.message

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def posts(self) -> Sequence[Post]:
        return self.reply.posts

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return raw(self.message.blocks)

    def post_to(self, user: str | int) -> Post:
        """The one message for somebody."""
        [found] = [post for post in self.posts if post.to == user]
        return found

    def buttons(self) -> list[str]:
        return [element["text"]["text"] for element in buttons_in(self.blocks)]


@dataclass
class Speaker:
    """Somebody who speaks to Muster."""

    store: Store
    registry: Registry
    member: Member
    clock: Clock
    region: Region = REGION
    place: Place = field(default_factory=lambda: Place("C1", "general"))
    _keys: Iterator[int] = field(default_factory=count)

    def says(self, sentence: str, door: Door = Door.COMMAND) -> Said:
        """Says a sentence, as a command or in a conversation."""
        spoken = sentence.split()
        found = self.registry.find(spoken)
        assert found is not None, f"no form begins with {sentence!r}"
        form, used = found
        behind = sentence.split(None, used)
        return self._run(form, door, text=behind[used] if len(behind) > used else "")

    def presses(self, seen: Said | Message, label: str) -> Said:
        """Presses the one button with that label in an answer or in a message that came."""
        message = seen.message if isinstance(seen, Said) else seen
        [element] = [
            each for each in buttons_in(raw(message.blocks)) if each["text"]["text"].startswith(label)
        ]
        return self.clicks(element["action_id"], json.loads(element.get("value") or "{}"))

    def clicks(self, action: str, value: Mapping[str, Any]) -> Said:
        """Presses a button by what it does and carries; old messages keep old buttons."""
        name = action.partition(":")[0]
        if name == "say":
            return self.says(str(value["say"]), Door.MESSAGE)
        return self._run(self.registry.clicks[name], Door.MESSAGE, value=value)

    def chosen(self, action: str, value: str) -> Said:
        """Chooses in a menu of a message."""
        return self._run(self.registry.clicks[action], Door.MESSAGE, text=value)

    def submits(self, opened: Said, **fields: Any) -> Said:
        """Fills in the modal that was opened, or put in another's place, and submits it."""
        view = opened.reply.modal or opened.reply.updated
        assert view is not None, "no modal was opened"
        made = view.to_dict()
        known = {block["block_id"] for block in made["blocks"] if block["type"] == "input"}
        assert set(fields) <= known, f"the modal asks for {known}"
        carried = json.loads(made.get("private_metadata") or "{}")
        filled = {**dict.fromkeys(known), **fields}
        return self._run(
            self.registry.submissions[made["callback_id"]], Door.SUBMITTED, value=carried, fields=filled
        )

    def looks_up(self, field: str, typed: str, carried: Mapping[str, Any] | None = None) -> dict[str, str]:
        """The options offered while typing into a form's field ("link/person"): values by what they say."""
        said = self._run(self.registry.searches[field], Door.SEARCH, text=typed, value=carried)
        options = [option.to_dict() for option in said.reply.options]
        judge_options({"options": options})
        return {option["text"]["text"]: option["value"] for option in options}

    def _run(
        self,
        entry: Form | Click | Submission | Search,
        door: Door,
        text: str = "",
        value: Mapping[str, Any] | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> Said:
        if not self.member.may(entry.needs):
            raise Refused("This is not for you.", entry.needs.value)
        changes = entry.changes
        with self.store.writing() if changes else self.store.reading() as session:
            request = Request(
                session=session,
                member=self.member,
                region=self.region,
                now=self.clock(),
                today=self.region.day(self.clock()),
                door=door,
                key=f"{door.value} {next(self._keys)}",
                text=text,
                value=value or {},
                fields=fields or {},
                place=self.place,
            )
            try:
                reply = entry.run(request)
            except AskedBack as back:
                session.rollback()  # nothing changed, as in a conversation
                reply = back.reply
            if not changes:
                assert not session.new, f"{entry} wrote without being declared to"
                assert not session.dirty, f"{entry} wrote without being declared to"
            else:
                _write(reply, session)
        if entry.gives_out:
            with self.store.writing() as session:
                _write(reply, session)
        elif not changes:
            assert not reply.afterwards, f"{entry} would write without being declared to"
        _judge(reply)
        return Said(reply)


@dataclass
class Office:
    """Everybody who speaks in a test, over one store and one clock."""

    store: Store
    entries: Sequence[Declared]
    clock: Clock = field(default_factory=Clock)
    region: Region = REGION

    def speaker(self, member: Member) -> Speaker:
        """Somebody with those rights."""
        return Speaker(self.store, Registry.of(self.entries), member, self.clock, self.region)

    def manager(
        self, user: str = "UMORGAN", person_id: int | None = None, name: str = "Morgan Mills"
    ) -> Speaker:
        """An emergency manager."""
        email = f"{name.split()[0].lower()}@county.example"
        return self.speaker(
            Member(WORKSPACE, user, person_id=person_id, name=name, email=email, is_manager=True)
        )

    def lead(self, *agencies: int, user: str = "ULEE", person_id: int | None = None) -> Speaker:
        """A lead of some agencies."""
        led = frozenset(agencies)
        return self.speaker(
            Member(WORKSPACE, user, person_id=person_id, name="Lee Lead", agencies=led, leads=led)
        )

    def stranger(self, user: str = "UNEW", name: str = "") -> Speaker:
        """Somebody linked to nobody."""
        return self.speaker(Member(WORKSPACE, user, name=name))

    def responder(self, person_id: int, agency: int, user: str = "URAY") -> Speaker:
        """Somebody on the roster."""
        return self.speaker(Member(WORKSPACE, user, person_id=person_id, agencies=frozenset([agency])))


@dataclass(frozen=True)
class County:
    """A small county: two agencies, four people of whom one has left, nobody linked yet."""

    cedar: int
    oak: int
    ada: int
    ben: int
    cy: int
    dee: int


def small_county(store: Store) -> County:
    """Writes the small county's agencies and people."""
    with store.writing() as session:
        cedar = _agency(session, "Cedar Fire Department", ["fire", "ems"], "Cedar Township", 40)
        oak = _agency(session, "Oak Police", ["law"], "City of Oak")
        ada = _person(session, "Ada", "Abbott", "ada@cedar.example", fema_sid="0001", phone="555-0101")
        ben = _person(session, "Ben", "Birch", "ben@cedar.example")
        cy = _person(session, "Cy", "Cole", None, "OAK-7")
        dee = _person(session, "Dee", "Dole", "dee@oak.example")
        session.add_all(
            [
                AffiliationRecord(
                    person_id=ada, agency_id=cedar, joined_on=date(2024, 3, 1), role="engineer"
                ),
                AffiliationRecord(person_id=ben, agency_id=cedar),
                AffiliationRecord(person_id=cy, agency_id=oak),
                AffiliationRecord(person_id=dee, agency_id=oak, left_on=date(2026, 1, 31)),
            ]
        )
        catalogue_changed(session)
    return County(cedar, oak, ada, ben, cy, dee)


def in_slack(store: Store, user: str, name: str = "", person_id: int | None = None, **more: Any) -> None:
    """Makes a Slack user known, linked to somebody or to nobody."""
    with store.writing() as session:
        session.add(
            SlackIdentity(
                workspace=WORKSPACE, user=user, real_name=name, person_id=person_id, seen_at=NOON, **more
            )
        )


def audited(store: Store) -> list[str]:
    """What the audit says was done, in order."""
    with store.reading() as session:
        return [f"{row.actor} {row.what}" for row in session.scalars(select(AuditRow).order_by(AuditRow.id))]


def _agency(
    session: Session, name: str, disciplines: Sequence[str], jurisdiction: str, strength: int | None = None
) -> int:
    agency = AgencyRecord(key=fold(name), name=name, jurisdiction=jurisdiction, strength=strength)
    session.add(agency)
    session.flush()
    session.add_all(AgencyDiscipline(agency_id=agency.id, discipline=each) for each in disciplines)
    return agency.id


def _person(
    session: Session, first: str, last: str, email: str | None, member_id: str | None = None, **more: str
) -> int:
    person = Person(
        first_name=first,
        last_name=last,
        email=email,
        member_id=member_id,
        member_key=member_id and fold(member_id),
        name_key=fold(f"{first} {last}"),
        sort_key=fold(f"{last}, {first}, {email}"),
        **more,
    )
    session.add(person)
    session.flush()
    return person.id


def buttons_in(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every button of some blocks."""
    found = []
    for block in blocks:
        candidates = [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]
        found += [each for each in candidates if each.get("type") == "button"]
    return found


def _write(reply: Reply, session: Session) -> None:
    for write in reply.afterwards:
        write(session)


def _judge(reply: Reply) -> None:
    if reply.message is not None:
        _judge_message(reply.message)
    for post in reply.posts:
        _judge_message(post.message)
    for view in (reply.modal, reply.updated):
        if view is not None:
            judge_view(view.to_dict(), Surface.MODAL)
    if reply.home is not None:
        judge_view(reply.home.to_dict(), Surface.HOME)
    keys = [(post.to, post.key) for post in reply.posts]
    assert len(set(keys)) == len(keys), "two posts of one request have one key"


def _judge_message(message: Message) -> None:
    assert message.text.strip(), "a message without text says nothing to a screen reader"
    judge_message(raw(message.blocks))


def request_with(**fields: Any) -> Request:
    """A request of a form that was filled in so; there is no store behind it."""
    member = Member(WORKSPACE, "UADA", person_id=1, name="Ada Abbott")
    return Request(
        session=Session(),
        member=member,
        region=REGION,
        now=NOON,
        today=REGION.day(NOON),
        door=Door.SUBMITTED,
        key="form",
        fields=fields,
    )
