"""Agencies, people, who belongs where, who they are in Slack, and what they may do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from readiness.text import fold
from storage.base import WORKED_OUT, Base, TakenBack
from words.people import fold_person


class AgencyRecord(Base):
    """An agency of the region. `key` is its name as compared: without regard to case and spaces."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    jurisdiction: Mapped[str] = mapped_column(default="")
    governance: Mapped[str] = mapped_column(default="")
    strength: Mapped[int | None] = mapped_column(default=None)
    asked_as: Mapped[str | None] = mapped_column(
        default=None, info={WORKED_OUT: True}
    )  # its disciplines at the last catalogue change
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class AgencyDiscipline(Base):
    """One discipline of an agency; a fire department that runs ambulances has two rows."""

    __tablename__ = "agency_discipline"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    discipline: Mapped[str] = mapped_column(primary_key=True)


class Unit(Base):
    """A part of an agency, such as a station or a shift. `key` is its name as compared."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("agency_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    key: Mapped[str]
    name: Mapped[str]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class Person(Base):
    """A responder, with a Slack account or without one.

    The person's rows in `standing` hold from `holds_from` (None: there are none that hold) until the day
    before `reproject_on` (None: for good), by the version of the catalogue they were `projected_by`.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_sort", "sort_key"),
        Index("ix_person_name", "name_key"),
        Index("ix_person_last", "last_key"),
        Index("ix_person_held", "holds_from", "reproject_on", "projected_by"),
        Index("ix_person_turn", "reproject_on"),
        Index("ix_person_version", "projected_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(unique=True, default=None)  # lower case
    member_id: Mapped[str | None] = mapped_column(default=None)
    member_key: Mapped[str | None] = mapped_column(unique=True, default=None)  # as compared
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    name_key: Mapped[str] = mapped_column(default="")  # "first last" as compared
    last_key: Mapped[str] = mapped_column(default="", server_default="")  # the last name alone
    sort_key: Mapped[str] = mapped_column(default="")  # "last, first, e-mail" as ordered
    fema_sid: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    holds_from: Mapped[date | None] = mapped_column(default=None, info={WORKED_OUT: True})
    reproject_on: Mapped[date | None] = mapped_column(default=None, info={WORKED_OUT: True})
    projected_by: Mapped[int] = mapped_column(default=0, info={WORKED_OUT: True})
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)

    @property
    def name(self) -> str:
        """First and last name, as shown."""
        return f"{self.first_name} {self.last_name}".strip() or self.email or self.member_id or "?"

    def rekey(self) -> None:
        """Sets what the person is found and put in order by, after names, e-mail or member id changed."""
        keys = person_keys(self.first_name, self.last_name, self.email, self.member_id)
        for name, value in keys.items():
            setattr(self, name, value)


def person_keys(first: str, last: str, email: str | None, member_id: str | None) -> dict[str, str | None]:
    """The columns a person is found and put in order by: those that end in `_key`.

    The parts of a sort key stand apart by a sign that comes before any other and in no name.
    """
    return {
        "member_key": fold(member_id) if member_id else None,
        "name_key": fold_person(f"{first} {last}"),
        "last_key": fold_person(last),
        "sort_key": "\x1f".join((fold(last), fold(first), email or "")),
    }


class PersonAddress(Base):
    """An e-mail address a person is known by beside today's: a former one, or another agency's."""

    __tablename__ = "person_address"

    email: Mapped[str] = mapped_column(primary_key=True)  # lower case
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class AffiliationRecord(Base, TakenBack):
    """A person's membership of one agency; both its days count, an empty one is open."""

    __tablename__ = "affiliation"
    __table_args__ = (
        Index("ix_affiliation_person", "person_id"),
        Index("ix_affiliation_agency", "agency_id", "person_id"),
        Index("ix_affiliation_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    joined_on: Mapped[date | None] = mapped_column(default=None)
    left_on: Mapped[date | None] = mapped_column(default=None)
    role: Mapped[str] = mapped_column(default="")
    rank: Mapped[str] = mapped_column(default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), default=None)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class SlackIdentity(Base):
    """One Slack user of one workspace, linked to a person or not yet."""

    __tablename__ = "slack_identity"
    __table_args__ = (Index("ix_slack_identity_person", "person_id"),)

    workspace: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    email: Mapped[str | None] = mapped_column(default=None)  # only a confirmed one
    real_name: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str] = mapped_column(default="")
    is_guest: Mapped[bool] = mapped_column(default=False)
    is_outside: Mapped[bool] = mapped_column(default=False)
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_deactivated: Mapped[bool] = mapped_column(default=False)
    linked_by: Mapped[str | None] = mapped_column(default=None)  # "e-mail", or who did it by hand
    linked_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_at: Mapped[datetime]


class RightKind(StrEnum):
    """What can be given to a person beyond being on the roster."""

    LEAD = "lead"  # training officer of one agency
    MANAGER = "manager"  # emergency manager: everything in the region


class Grant(Base):
    """A right given to a person; taken away by `ended_at`, never deleted."""

    __tablename__ = "grant_of_right"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "agency_id", "ended_at"),
        Index("ix_grant_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)
    given_by: Mapped[str]
    given_at: Mapped[datetime]
    ended_by: Mapped[str | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


LOCKED_AT_ONCE = 5000


def lock_people(session: Session, person_ids: Iterable[int]) -> None:
    """Makes concurrent changes of the same people take turns (SQLite's writers do so anyway).

    Lock all of them at once, before the first is changed: they are locked in the order of their ids, and two
    who lock some more later may wait for each other. The catalogue, exercises and classes are locked before
    them (`storage.catalogue.lock_catalogue`).
    """
    ids = sorted(set(person_ids))
    if session.get_bind().dialect.name == "sqlite":
        return
    for start in range(0, len(ids), LOCKED_AT_ONCE):
        some = Person.id.in_(ids[start : start + LOCKED_AT_ONCE])
        session.execute(select(Person.id).where(some).order_by(Person.id).with_for_update())
