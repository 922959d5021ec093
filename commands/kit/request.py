"""What a command is given: who speaks, when, where, and what was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from commands.kit.member import Member
from storage.audit import SLACK, AuditKind, AuditRow, Trail
from storage.base import GREATEST_ID as GREATEST_ID
from storage.base import Base
from storage.base import record_id as record_id
from storage.catalogue import Catalogue, catalogue_of
from storage.region import Region
from words.days import Reading
from words.problems import Problem
from words.written import FIRST_YEAR, LAST_YEAR, DateOrder

Value = TypeVar("Value", bound=BaseModel)
STALE = "That button is from an earlier time; I no longer know what it was for. Please ask again."
LONGEST_TEXT = 2000
"""No button carries a longer text."""
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)


def carried(value: Mapping[str, Any], model: type[Value]) -> Value:
    """What a button or a modal carries along, as the model it was made from.

    Raises Problem for one that is not of that model any more, or has a number in it that no record has.
    """
    try:
        found = model.model_validate(value)
    except ValidationError:
        raise Problem(STALE) from None
    if not _is_bounded(found.model_dump()):
        raise Problem(STALE)
    return found


def _is_bounded(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_bounded, value.values()))
    if isinstance(value, date):
        return value.year in YEARS
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(_is_bounded, value))
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT
    return not isinstance(value, int) or 0 <= value <= GREATEST_ID


class Door(StrEnum):
    """By which of Slack's doors a request came in; each is answered in its own way."""

    COMMAND = "command"
    MENTION = "mention"
    DIRECT = "direct message"
    MESSAGE = "click in a message"
    MODAL = "click in a modal"
    HOME = "click in Home"
    OPENED_HOME = "Home opened"
    SUBMITTED = "modal submitted"
    SEARCH = "option search"
    SHORTCUT = "shortcut"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was said: the channel, and the thread if it was in one."""

    channel: str = ""
    channel_name: str = ""
    is_direct: bool = False
    thread: str | None = None
    message: str | None = None  # the message clicked in

    @property
    def others_read(self) -> bool:
        """Whether others read what is said there: it is a channel, and not direct messages or nowhere."""
        return bool(self.channel) and not self.is_direct


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that came with what was said, as Slack's message describes it; little of that may be there.

    `size` in bytes, 0 where it was not said.
    """

    id: str
    name: str = ""
    size: int = 0


@dataclass(frozen=True)
class Request:
    """One request, as every command gets it.

    `text` is what stands after the command's name; `value` what a button or a modal carries along;
    `fields` a modal's inputs by block id (text, a chosen value, a list of chosen values, or None); `files`
    what was sent along in a direct message.
    """

    session: Session
    member: Member
    region: Region
    now: datetime
    today: date
    door: Door
    key: str  # what this very request is recognized by when it is delivered again
    text: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    files: Sequence[Sent] = ()

    @property
    def catalogue(self) -> Catalogue:
        """Agencies, courses and rules."""
        return catalogue_of(self.session)

    def trail(self, recorded_from: str = "") -> Trail:
        """Who writes down what is asked for, and when; `recorded_from`: from where, in words."""
        return Trail(self.member.label, SLACK, self.now, recorded_from)

    def note(
        self,
        kind: AuditKind,
        subject: tuple[str, int | None] = ("", None),
        /,
        *,
        of: Base | Sequence[Base] | None = None,
        **detail: Any,
    ) -> AuditRow:
        """Writes the audit row of what the speaker does, in the transaction of the change it speaks of."""
        return self.trail().note(self.session, kind, subject, of=of, **detail)

    def noting(
        self, kind: AuditKind, subject: tuple[str, int | None] = ("", None), /, **detail: Any
    ) -> Callable[[Session], AuditRow]:
        """Writes the audit row of what is given out, once it is (`Reply.afterwards`)."""
        return lambda session: self.trail().note(session, kind, subject, **detail)

    def carried(self, model: type[Value]) -> Value:
        """What the button or the modal carries along. Raises Problem for what is no such model any more."""
        return carried(self.value, model)

    def typed(self, field_name: str) -> str:
        """What was typed or chosen in one field; empty if nothing was."""
        found = self.fields.get(field_name)
        return found.strip() if isinstance(found, str) else ""

    def typed_id(self, field_name: str) -> int | None:
        """The id of what was chosen in one field; None if nothing was, or nothing that has an id."""
        return record_id(self.typed(field_name))

    def chosen_ids(self, field_name: str) -> list[int]:
        """The ids of what was chosen in a field that takes several."""
        return [found for each in self.chosen(field_name) if (found := record_id(each)) is not None]

    def chosen(self, field_name: str) -> list[str]:
        """What was chosen in a field that takes several."""
        found = self.fields.get(field_name)
        return [str(each) for each in found] if isinstance(found, list) else []

    def reading(self, looks_back: bool) -> Reading:
        """How days are read here: a log looks back, a question looks ahead."""
        hour = self.now.astimezone(self.region.zone).hour
        return Reading(self.today, DateOrder(self.region.date_order.upper()), looks_back, hour)
