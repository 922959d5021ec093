"""Numbers of corrective actions and of adopted plans counted anew, as `storage.number_rows` counts people.

What an owner had said of an action at an instant is as the audit has it. Of a part of the region: the actions
that its agencies owe, and its own agencies.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from readiness.actions import ActionState, fix_rate, state
from readiness.plans import Adoption, in_force, ledger
from readiness.vocabulary import ActionStatus, Rating
from storage.answers import agencies_in
from storage.audit import AuditKind, AuditRow, noted_after
from storage.base import table_of
from storage.catalogue import revision_name
from storage.exercises import EXERCISE, ActionRecord, ExerciseRecord, RatingRecord
from storage.known import BY_THEMSELVES, before_import, read_back
from storage.number_rows import Asking, NumberRow, Recounted
from storage.plans import AdoptionRecord, RevisionRecord
from storage.played_rows import done_since, stood, that_count
from storage.shown_numbers import actions_kept, adopted_kept
from words.days import spoken


def actions_of(asking: Asking) -> Recounted:
    """Corrective actions that have started, or those of one exercise, by where they stand."""
    exercise = asking.question.get("exercise")
    states = [each for each in ActionState if each is not ActionState.NOT_DOING or exercise is not None]
    standing = _standing(asking)
    counted = Counter(found for _, found in standing)
    result = actions_kept({each: counted[each] for each in states})
    return _settled(
        asking, standing, result, {each: "not being done" for each in ActionState if each not in states}
    )


def fix_rate_of(asking: Asking) -> Recounted:
    """Of the corrective actions that are said to be done, those that were shown."""
    standing = _standing(asking)
    result = fix_rate(Counter(found for _, found in standing))._asdict()
    left_out = {each: "not said to be done" for each in ActionState if not each.is_claimed}
    return _settled(asking, standing, result, left_out)


Standing = list[tuple[dict[str, Any], ActionState]]
"""Corrective actions, each with where it stands."""


def _standing(asking: Asking) -> Standing:
    """The actions that are asked about."""
    rated = _ratings(asking)
    return [
        (
            row,
            state(
                ActionStatus(row["status"]),
                row["due_on"],
                row["done_on"],
                rated.get(row["task_key"], ()),
                asking.on,
            ),
        )
        for row in _actions(asking)
        if _is_asked(asking, row)
    ]


def _settled(
    asking: Asking, standing: Standing, result: Mapping[str, int], left_out: Mapping[ActionState, str]
) -> Recounted:
    """What came of a question about actions. `left_out`: which states are in none of it, and why."""

    def rows() -> list[NumberRow]:
        made = []
        for row, found in standing:
            agency = asking.catalogue.agencies.get(row["agency_id"])
            said = f"{found.value.replace('_', ' ')}, due {spoken(row['due_on'])}"
            why = left_out.get(found, "")
            what = f"{row['code']}: {row['corrective_action']}"
            made.append(NumberRow(what, agency.name if agency else "", row["task"], said, why))
        return sorted(made, key=lambda row: not row.counts)

    changes = {
        AuditKind.ACTION_WRITTEN: "action written or changed",
        AuditKind.ACTION_SETTLED: "action settled or extended",
        AuditKind.TASKS_RATED: "rating of tasks",
    }
    return Recounted(result, rows, done_since(asking, changes))


def _is_asked(asking: Asking, row: Mapping[str, Any]) -> bool:
    """Whether an action is of the exercise that is asked about, or has started and is owed in the scope."""
    if "exercise" in asking.question:
        return bool(row["exercise_id"] == asking.question["exercise"])
    within = agencies_in(asking.catalogue, asking.scope)
    has_started = row["starts_on"] is None or row["starts_on"] <= asking.on
    return has_started and (within is None or row["agency_id"] in within)


def adopted_of(asking: Asking) -> Recounted:
    """Agencies that adopted a plan's revision in force, or a later one; of a plan without one, none did."""
    plan = asking.catalogue.plans[int(asking.question["plan"])]
    within = agencies_in(asking.catalogue, asking.scope)
    agencies = sorted(asking.catalogue.agencies if within is None else within)
    of = AdoptionRecord
    query = (
        select(of.agency_id, of.revision_id, of.adopted_on)
        .join(RevisionRecord, RevisionRecord.id == of.revision_id)
        .where(RevisionRecord.plan_id == plan.id, of.adopted_on <= asking.on, *stood(of, asking))
    )
    adoptions = [Adoption(*row) for row in asking.session.execute(query)]
    adopted = ledger(plan.revisions, adoptions, asking.on).adopted
    newest = in_force(plan.revisions, asking.on)

    def rows() -> list[NumberRow]:
        about = "" if newest is None else revision_name(plan.name, newest.name)
        made = [
            NumberRow(
                asking.catalogue.agencies[key].name,
                about=about,
                said="adopted" if key in adopted else "",
                why="" if key in adopted else "has not adopted it",
            )
            for key in agencies
        ]
        return sorted(made, key=lambda row: (not row.counts, row.what))

    changes = {AuditKind.PLAN_ADOPTED: "adoption recorded", AuditKind.PLAN_REVISED: "revision recorded"}
    result = adopted_kept(len(adopted & frozenset(agencies)), len(agencies))
    return Recounted(result, rows, done_since(asking, changes))


def _actions(asking: Asking) -> list[dict[str, Any]]:
    """The corrective actions that stand, with what their owners say, or had said, of them."""
    columns = table_of(ActionRecord).c
    query = select(*columns).where(*stood(ActionRecord, asking)).order_by(columns.due_on, columns.key)
    rows = [dict(row) for row in asking.session.execute(query).mappings()]
    if asking.known is None:
        return rows
    before: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for audit in noted_after(asking.session, asking.known.at, [AuditKind.ACTION_SETTLED, *BY_THEMSELVES]):
        if audit.subject_kind in _ACTIONS and audit.subject_id is not None:
            before[audit.subject_id].update(_before_of(audit))
    return [{**row, **read_back(ActionRecord, before.get(row["id"], {}))} for row in rows]


_ACTIONS = (ActionRecord.__tablename__, "action")
_SAID_OF_ACTIONS: Mapping[str, Any] = {"status": ActionStatus.OPEN.value, "done_on": None, "reason": ""}
"""What an owner says of an action; a row of the audit leaves out what was empty before."""


def _before_of(audit: AuditRow) -> dict[str, Any]:
    if audit.kind == AuditKind.ACTION_SETTLED.value:
        return {**_SAID_OF_ACTIONS, **audit.detail.get("before", {})}
    return before_import(audit)


def _ratings(asking: Asking) -> dict[str, list[tuple[date, Rating]]]:
    """How each task was rated, with the exercise's day."""
    of = table_of(RatingRecord).c
    query = (
        select(of.task_key, EXERCISE.held_on, of.rating)
        .join(table_of(ExerciseRecord), EXERCISE.id == of.exercise_id)
        .where(*that_count(asking), *stood(RatingRecord, asking))
    )
    found: defaultdict[str, list[tuple[date, Rating]]] = defaultdict(list)
    for task, held_on, rating in asking.session.execute(query):
        found[task].append((held_on, Rating(rating)))
    return found
