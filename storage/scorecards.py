"""The scorecard: what agencies and the region said of themselves, with evidence, and how the bars stood.

What is said is never overwritten: the newest of an item counts. What Muster proves by itself is counted from
the records when it is asked for, and stands nowhere here but in the bars that were kept, for the trend.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import NEVER_AGAIN, Base, TakenBack


class ScoreSaid(Base, TakenBack):
    """What was said of one item: 0 to 4 points, the evidence for it and that evidence's day.

    `agency_id` None is the region's own. `item` is the code of an item (`readiness.scorecard`).
    """

    __tablename__ = "score_said"
    __table_args__ = (Index("ix_score_said_item", "agency_id", "item"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), default=None)
    item: Mapped[str]
    points: Mapped[int]
    evidence: Mapped[str] = mapped_column(default="")
    evidence_on: Mapped[date | None] = mapped_column(default=None)
    said_on: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]


class ScoreKept(Base):
    """How the five bars of the region or an agency stood on a day: kept once a quarter, for the trend.

    `whose` is "region" or "agency:ID". `bars` is what `readiness.scorecard` gave, by category.
    """

    __tablename__ = "score_kept"
    __table_args__ = (UniqueConstraint("whose", "kept_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    whose: Mapped[str]
    kept_on: Mapped[date]
    bars: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recorded_at: Mapped[datetime]


def said_of(
    session: Session, agency_ids: Iterable[int | None], on: date | None = None
) -> dict[tuple[int | None, str], ScoreSaid]:
    """The newest that was said of each item, by agency (None: the region) and item; up to a day, or ever."""
    wanted = set(agency_ids)
    query = select(ScoreSaid).where(ScoreSaid.voided_at.is_(None)).order_by(ScoreSaid.said_on, ScoreSaid.id)
    if on is not None:
        query = query.where(ScoreSaid.said_on <= on)
    return {(each.agency_id, each.item): each for each in session.scalars(query) if each.agency_id in wanted}
