"""The scorecard: what agencies and the region said of themselves, with evidence, and how the bars stood.

What is said is never overwritten: the newest of an item counts. What Muster proves by itself is counted from
the records when it is asked for, and stands nowhere here but in the bars that were kept, for the trend.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from readiness.records import AgencyId
from readiness.scorecard import MOST, Answer, Bar, Scored, as_said, bars, mean_said
from readiness.scorecard_items import BY_CODE, ITEMS, Asked, Item, asked_of
from storage.audit import AuditKind, Trail
from storage.base import CLOCKS_APART, NEVER_AGAIN, Base, TakenBack
from storage.catalogue import catalogue_of
from storage.figures import Figures
from storage.scorecard_records import proven_of
from storage.turns import take_turn

SCORECARD_QUARTER = "scorecard quarter"
"""The kind of the slots, on the first day of a quarter, for which bars were kept; and how far that got."""
LONGEST_EVIDENCE = 300
"""Characters of what is said as evidence."""
UNDONE = "undone by who said it"
"""Why an answer was taken back."""
REGION = "region"
"""Whose bars were kept, where they are the region's."""


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

    @property
    def answer(self) -> Answer:
        """What was said, as the rules read it."""
        return Answer(self.points, self.evidence, self.evidence_on)


class ScoreKept(Base):
    """How the five bars of the region or an agency stood on a day: kept once a quarter, for the trend.

    `whose` is REGION or "agency:ID". `bars` is what `readiness.scorecard` gave, by category.
    """

    __tablename__ = "score_kept"
    __table_args__ = (UniqueConstraint("whose", "kept_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    whose: Mapped[str]
    kept_on: Mapped[date]
    bars: Mapped[dict[str, Any]] = mapped_column(default=dict)
    recorded_at: Mapped[datetime]


class SaidMeanwhile(Exception):
    """Somebody else answered some items since they were shown: by item, what they said."""

    def __init__(self, found: Mapping[str, ScoreSaid]) -> None:
        super().__init__(", ".join(sorted(found)))
        self.found = dict(found)


def said_of(
    session: Session, agency_ids: Iterable[AgencyId | None], on: date | None = None
) -> dict[tuple[AgencyId | None, str], ScoreSaid]:
    """The newest that was said of each item, by agency (None: the region) and item; up to a day, or ever."""
    wanted = set(agency_ids)
    theirs = ScoreSaid.agency_id.in_(sorted(each for each in wanted if each is not None))
    query = (
        select(ScoreSaid)
        .where(
            ScoreSaid.voided_at.is_(None),
            or_(theirs, ScoreSaid.agency_id.is_(None)) if None in wanted else theirs,
        )
        .order_by(ScoreSaid.id)
    )
    if on is not None:
        query = query.where(ScoreSaid.said_on <= on)
    return {(each.agency_id, each.item): each for each in session.scalars(query)}


def scorecard_of(
    session: Session, agency: AgencyId | None, on: date, fewest: int, known: Figures | None = None
) -> list[Bar]:
    """The five bars of an agency, or (None) of the region, on a day.

    `fewest` people are counted, and no fewer: of the region its smallest count, whoever asks; of an agency 1
    for those who may name its people, else that count too. `known` are the figures of the same, with their
    records, where they were counted already.
    """
    return bars([*proven_of(session, agency, on, fewest, known), *_asked(session, agency, on)])


def asked_about(agency: AgencyId | None) -> tuple[Item, ...]:
    """The items that are asked of an agency, or (None) of the region."""
    return asked_of(Asked.REGION if agency is None else Asked.AGENCY)


def meant(
    session: Session,
    agency: AgencyId | None,
    answers: Mapping[str, Answer],
    shown: Mapping[str, int],
    newest: Mapping[str, int],
) -> dict[str, Answer]:
    """Which of the answers a form brings somebody gave: those that differ from what stood in it.

    `shown` are the answers it opened with, by their ids, and `newest` those it was shown with last. Where
    nothing differs, all of them are said again, but for what somebody else answered since, unless that is
    every one.
    """
    ids = {code: {shown.get(code, 0), newest.get(code, 0)} for code in answers}
    rows = session.scalars(select(ScoreSaid).where(ScoreSaid.id.in_(sorted(set[int]().union(*ids.values())))))
    stood = {(each.item, each.id): each.answer for each in rows if each.agency_id == agency}
    changed = {
        code: answer
        for code, answer in answers.items()
        if answer not in [stood.get((code, each)) for each in ids[code]]
    }
    if changed:
        return changed
    there = said_of(session, [agency])
    again = {
        code: answer
        for code, answer in answers.items()
        if (row := there.get((agency, code))) is None or row.id in ids[code]
    }
    return again or dict(answers)


def say(
    session: Session,
    agency: AgencyId | None,
    answers: Mapping[str, Answer],
    seen: Mapping[str, int],
    trail: Trail,
    today: date,
) -> list[ScoreSaid]:
    """Writes down what is said of some items, by their codes; in the transaction of its audit row.

    `seen`: for each of them the newest answer that was shown to who says it, by its id, 0 for none. What was
    said by somebody else since is not gone over: raises SaidMeanwhile, unless it is the same; where the
    newest was taken back since, what was said before it is no news. Raises
    ValueError for an item that is not asked of them, for points there are not, for evidence of a later day.
    """
    for code, answer in answers.items():
        if BY_CODE.get(code) not in asked_about(agency) or not 0 <= answer.points <= MOST:
            raise ValueError(f"no such answer to {code!r}")
        if answer.evidence_on is not None and answer.evidence_on > today:
            raise ValueError("evidence of a day that is still to come")
    take_turn(session, "scorecard answered")
    there = said_of(session, [agency])
    meanwhile = {
        code: found
        for code, answer in answers.items()
        if (found := there.get((agency, code))) is not None
        and found.id > seen.get(code, 0)
        and found.answer != answer
    }
    if meanwhile:
        raise SaidMeanwhile(meanwhile)
    rows = [
        ScoreSaid(
            agency_id=agency,
            item=code,
            points=answer.points,
            evidence=answer.evidence,
            evidence_on=answer.evidence_on,
            said_on=today,
            recorded_by=trail.by,
            recorded_at=trail.now,
        )
        for code, answer in answers.items()
    ]
    session.add_all(rows)
    session.flush()
    if rows:
        points = {each.item: each.points for each in rows}
        ids = [each.id for each in rows]
        trail.note(session, AuditKind.SCORECARD_ANSWERED, _subject(agency), of=rows, points=points, rows=ids)
    return rows


def take_back(session: Session, row_ids: Iterable[int], trail: Trail) -> list[ScoreSaid]:
    """Takes answers back, so that what was said before counts again; those that were not taken back before.

    What somebody said since stands.
    """
    take_turn(session, "scorecard answered")
    query = select(ScoreSaid).where(ScoreSaid.id.in_(sorted(row_ids)), ScoreSaid.voided_at.is_(None))
    rows = list(session.scalars(query.order_by(ScoreSaid.id)))
    for each in rows:
        each.take_back(trail.now, trail.by, UNDONE)
    if rows:
        items = [each.item for each in rows]
        ids = [each.id for each in rows]
        subject = _subject(rows[0].agency_id)
        trail.note(session, AuditKind.SCORECARD_ANSWERED, subject, of=rows, taken_back=items, rows=ids)
    return rows


def unanswered(
    session: Session, agencies: Iterable[AgencyId | None], since: date
) -> dict[AgencyId | None, list[Item]]:
    """Which of the items asked of some agencies (None: the region) nobody has answered since a day.

    By agency; one that answered all of them is left out.
    """
    wanted = list(agencies)
    said = said_of(session, wanted)
    found = {
        agency: [
            item
            for item in asked_about(agency)
            if (last := said.get((agency, item.code))) is None or last.said_on < since
        ]
        for agency in wanted
    }
    return {agency: items for agency, items in found.items() if items}


def keep_bars(
    session: Session, agency: AgencyId | None, on: date, there: Iterable[Bar], now: datetime
) -> None:
    """Keeps how bars and their items stood on a day, for the trend; of one day the later word stands."""
    said = {each.category.value: _kept(each) for each in there}
    whose = _whose(agency)
    take_turn(session, "bars kept", whose, on)
    of_that_day = select(ScoreKept).where(ScoreKept.whose == whose, ScoreKept.kept_on == on)
    kept = session.scalar(of_that_day.execution_options(populate_existing=True))
    if kept is None:
        session.add(ScoreKept(whose=whose, kept_on=on, bars=said, recorded_at=now))
    else:
        kept.bars, kept.recorded_at = said, now
    session.flush()


def forget_bars_ahead(session: Session, agency: AgencyId | None, now: datetime) -> None:
    """Takes away bars that a wrong clock kept, at an instant that has not come yet: they are no trend."""
    ahead = (ScoreKept.whose == _whose(agency), ScoreKept.recorded_at > now + CLOCKS_APART)
    session.execute(delete(ScoreKept).where(*ahead).execution_options(synchronize_session=False))


def last_kept(session: Session, agency: AgencyId | None, before: date) -> ScoreKept | None:
    """The bars kept last before a day, which is not measured against itself; None where none were."""
    query = select(ScoreKept).where(ScoreKept.whose == _whose(agency), ScoreKept.kept_on < before)
    return session.scalars(query.order_by(ScoreKept.kept_on.desc()).limit(1)).first()


def _asked(session: Session, agency: AgencyId | None, on: date) -> list[Scored]:
    """The items that are asked, as they were answered."""
    agencies = sorted(catalogue_of(session).agencies) if agency is None else [agency]
    said = said_of(session, [None, *agencies], on)

    def answers(item: Item, whose: Iterable[AgencyId | None]) -> list[Answer | None]:
        rows = (said.get((each, item.code)) for each in whose)
        return [None if row is None else row.answer for row in rows]

    found = []
    for item in ITEMS:
        if item.asked is Asked.AGENCY and agency is None:
            found.append(mean_said(item, answers(item, agencies), on))
        elif item in asked_about(agency):
            [answer] = answers(item, [agency])
            found.append(as_said(item, answer, on))
    return found


def _kept(bar: Bar) -> dict[str, Any]:
    """A bar as it is kept: percent, and the points its items had as proven, as exact fractions."""
    points = {each.item.code: str(each.proven) for each in bar.items if each.proven is not None}
    return {"claimed": bar.claimed, "proven": bar.proven, "items": points}


def _subject(agency: AgencyId | None) -> tuple[str, int | None]:
    """Whose scorecard a row of the audit speaks of."""
    return ("", None) if agency is None else ("agency", agency)


def _whose(agency: AgencyId | None) -> str:
    return REGION if agency is None else f"agency:{agency}"
