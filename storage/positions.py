"""The catalogue of positions, and the two projections of who can play them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import WORKED_OUT, Base, TakenBack


class PositionRecord(Base, TakenBack):
    """A position somebody plays in an exercise. `key` is its code as compared, `place` its catalogue order.

    `disciplines` are those whose people may fill it, `;`-joined and sorted; empty: all. A full team needs
    `needed` of them (0: recorded, not needed); having played it counts for `current_months`. One taken out of
    the catalogue is voided: it can't be played any more, and what was played in it stays readable.
    """

    __tablename__ = "position"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str]
    title: Mapped[str]
    disciplines: Mapped[str] = mapped_column(default="")
    needed: Mapped[int] = mapped_column(default=1)
    current_months: Mapped[int] = mapped_column(default=12)
    place: Mapped[int]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), default=None)


class CanPlayRow(Base):
    """When a person last played and last walked a position: a projection of what they took part in.

    Kept in the transaction of whatever moves it, and rebuildable from the records (`storage.playing`).
    `verified_on` is the last day played by rows that do not rest on the person's own word alone. The
    `through` days are the last ones on which having played, walked or verifiably played it counts.
    """

    __tablename__ = "can_play"
    __table_args__ = (Index("ix_can_play_through", "through_on", "position_id", "person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), primary_key=True)
    played_on: Mapped[date | None] = mapped_column(default=None, info={WORKED_OUT: True})
    walked_on: Mapped[date | None] = mapped_column(default=None, info={WORKED_OUT: True})
    verified_on: Mapped[date | None] = mapped_column(default=None, info={WORKED_OUT: True})
    through_on: Mapped[date | None] = mapped_column(default=None, info={WORKED_OUT: True})
    walked_through_on: Mapped[date | None] = mapped_column(default=None, info={WORKED_OUT: True})
    verified_through_on: Mapped[date | None] = mapped_column(default=None, info={WORKED_OUT: True})


class OnBenchRow(Base):
    """What one person is current in on a stretch of days, being there: what teams are seated from.

    `held` are the ids of the positions, a space between; `disciplines` those of all agencies the person is
    active with, `;`-joined and sorted, by which the positions to be filled are told. There is no row for days
    of leave, before the person last held anything, nor where nothing counts any more. Kept with `can_play`
    (`storage.on_bench`); counting people by what they hold reads the index alone.
    """

    __tablename__ = "on_bench"
    __table_args__ = (Index("ix_on_bench_held", "disciplines", "held", "from_on", "through_on"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    through_on: Mapped[date] = mapped_column(info={WORKED_OUT: True})
    disciplines: Mapped[str] = mapped_column(info={WORKED_OUT: True})
    held: Mapped[str] = mapped_column(info={WORKED_OUT: True})
