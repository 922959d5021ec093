"""A workspace, a roster, and the walk between them."""

from __future__ import annotations

from datetime import UTC, datetime

from slack_sdk import WebClient
from sqlalchemy import select

from jobs.linking import meet, walk
from practice.actor import Actor
from practice.client import Practice
from storage.audit import AuditRow
from storage.engine import Store
from storage.letters import WELCOME, LetterLine
from storage.linking import identity_of
from storage.people import Person, SlackIdentity
from storage.region import Region

NOW = datetime(2026, 11, 2, 13, tzinfo=UTC)


class Town:
    """A workspace, a roster, and the walk between them."""

    def __init__(self, store: Store, slack: Practice, client: WebClient, region: Region, mail: str) -> None:
        self.store, self.slack, self.client, self.region, self.mail = store, slack, client, region, mail

    def on_roster(self, first: str) -> int:
        with self.store.writing() as session:
            person = Person(first_name=first, last_name="Roster", email=f"{first.lower()}{self.mail}")
            person.rekey()
            session.add(person)
            session.flush()
            return person.id

    def in_slack(self, first: str, **about: object) -> Actor:
        email = about.pop("email", f"{first}{self.mail}")
        return self.slack.person(f"{first} Slack{self.mail}", email=email, **about)  # type: ignore[arg-type]

    def walk(self) -> int:
        return walk(self.store, self.client, self.slack.team_id, NOW, self.region, lambda seconds: None)

    def meet(self, actor: Actor, speaks: bool = False) -> None:
        meet(self.store, self.client, self.slack.team_id, actor.id, NOW, self.region, speaks)

    def welcomed(self) -> list[int]:
        """For whose letters a welcome waits."""
        with self.store.reading() as session:
            waits = select(LetterLine.person_id).where(LetterLine.matter == WELCOME).order_by(LetterLine.id)
            return list(session.scalars(waits))

    def identity(self, actor: Actor) -> SlackIdentity:
        with self.store.reading() as session:
            found = identity_of(session, self.slack.team_id, actor.id)
            assert found is not None
            return found

    def audited(self) -> list[str]:
        with self.store.reading() as session:
            return [row.what for row in session.scalars(select(AuditRow).order_by(AuditRow.id))]
