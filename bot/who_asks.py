"""Who asks: known here, or to be met in Slack first; and whether what they ask for is for such as they."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from bot.gate import Gate
from bot.hearing import Heard
from commands.kit.member import Member, Needs
from commands.kit.registry import Click, Entry, Form, leaves_records
from commands.kit.speaker import ELSEWHERE, speaker
from commands.kit.troubles import not_for_you
from commands.language.naming import MENTION
from storage.engine import Store
from storage.linking import identity_of
from storage.region import Region

MOST_MET = 2
"""New users asked after for one request, so that it is answered in time."""
MEET_SECONDS = 1.0
"""When so much was spent on asking Slack, nobody else is asked after."""


class NotReady(Exception):
    """Somebody new speaks, or is spoken of: Slack is to be asked before the answer."""


class NotTheirs(Exception):
    """The speaker lacks the right; like every answer that is an error, this one is not kept."""

    def __init__(self, member: Member, entry: Entry) -> None:
        super().__init__()
        further = entry.stranger if isinstance(entry, Click | Form) else ""
        meanwhile = f"Nothing was recorded. {further}".strip() if leaves_records(entry) else ""
        self.said = not_for_you(member, entry.needs, meanwhile)


@dataclass
class Ours:
    """Users who act from another team and are of the workspace all the same, as Slack said today.

    In an enterprise one user is of several workspaces, and a delivery names any of them.
    """

    day: date | None = None
    users: set[tuple[str, str]] = field(default_factory=set)

    def knows(self, heard: Heard, today: date) -> bool:
        """Whether Slack said so today."""
        return self.day == today and (heard.user, heard.team) in self.users

    def learn(self, heard: Heard, today: date) -> None:
        """Slack just said so."""
        if self.day != today:
            self.day, self.users = today, set()
        self.users.add((heard.user, heard.team))


class WhoAsks:
    """Who asks for something, by what is known here and, through `meet`, in Slack (see `Conversation`).

    The gate is passed to look, and not while Slack is asked.
    """

    def __init__(
        self, store: Store, region: Region, meet: Callable[[str, str, bool], bool], gate: Gate
    ) -> None:
        self._store, self._region, self._meet, self._gate = store, region, meet, gate
        self._ours = Ours()

    def of(self, session: Session, heard: Heard, handler: Entry, today: date, prepared: bool) -> Member:
        """Who asks. Raises NotTheirs for who lacks the right, NotReady where Slack is to be asked first."""
        is_outside = heard.names_another_team and not self._ours.knows(heard, today)
        if is_outside and not prepared:
            raise NotReady  # remembered or not: Slack is asked who that is
        member = speaker(session, heard.workspace, heard.user, today, self._region, is_outside)
        if not prepared and not _is_ready(session, heard, member, handler):
            raise NotReady
        member = member or Member(heard.workspace, heard.user, why_not=ELSEWHERE if is_outside else "")
        if not member.may(handler.needs):
            raise NotTheirs(member, handler)
        return member

    def prepare(self, heard: Heard, today: date) -> None:
        """Meets those who are new, speaking or spoken of."""
        started = time.monotonic()
        member, unmet = self._look(heard, today)
        if heard.names_another_team and not self._ours.knows(heard, today):
            if self._meet(heard.workspace, heard.user, True):
                self._ours.learn(heard, today)
            member, unmet = self._look(heard, today)
        elif member is None or member.person_id is None:
            self._meet(heard.workspace, heard.user, True)
            member, unmet = self._look(heard, today)
        # Whom a stranger speaks of is not looked up: there would be no answer about them.
        if member is not None and member.person_id is not None:
            for user in unmet:
                if time.monotonic() - started < MEET_SECONDS:
                    self._meet(heard.workspace, user, False)

    def _look(self, heard: Heard, today: date) -> tuple[Member | None, list[str]]:
        """Who speaks, and whom they mention that nobody has heard of."""
        with self._gate.passed(), self._store.reading() as session:
            member = speaker(session, heard.workspace, heard.user, today, self._region)
            return member, _unmet(session, heard)


def _is_ready(session: Session, heard: Heard, member: Member | None, handler: Entry) -> bool:
    if member is None or (member.person_id is None and handler.needs is not Needs.NOTHING):
        return False
    return not _unmet(session, heard)


def _unmet(session: Session, heard: Heard) -> list[str]:
    """The users a text mentions of whom nobody has heard yet."""
    mentioned = list(dict.fromkeys(MENTION.findall(heard.text)))[:MOST_MET]
    return [user for user in mentioned if identity_of(session, heard.workspace, user) is None]
