"""How many teams deep a scope is, as it is said aloud and kept with a digest: counts, and nobody's name.

What may not be counted is left out here and nowhere else (`storage.seats`): a position that too few people
of the scope could fill, and the whole of it where the scope itself is too few people.
"""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from readiness.due import Scope
from readiness.positions import Bench, Position
from storage.benches import bench_on, teams_on
from storage.catalogue import catalogue_of
from storage.seats import Seatable, seatable_on


class PositionFigures(BaseModel):
    """One position: how many of it a team needs (0: none), and how people stand in it; None: not counted."""

    model_config = ConfigDict(frozen=True)

    position: int
    title: str
    needed: int
    bench: Bench | None


class TeamFigures(BaseModel):
    """How deep a scope is on a day. Positions stand in the catalogue's order.

    `teams` is None where the scope is too few people to say. `people` and `wanted`, of the positions it is
    short of, are None where one of those may not be counted there.
    """

    model_config = ConfigDict(frozen=True)

    teams: int | None
    short_of: list[int] = []
    people: int | None = None
    wanted: int | None = None
    positions: list[PositionFigures] = []

    @property
    def short_titles(self) -> list[str]:
        """What it is short of, by title."""
        titles = {each.position: each.title for each in self.positions}
        return [titles[key] for key in self.short_of]

    @property
    def needed(self) -> list[PositionFigures]:
        """The positions a team needs."""
        return [each for each in self.positions if each.needed]

    @property
    def leaves_out(self) -> bool:
        """Whether something of too few people is not counted."""
        return self.teams is None or any(each.bench is None for each in self.positions)


def team_figures(session: Session, scope: Scope, on: date, fewest: int) -> TeamFigures | None:
    """How deep a scope is on a day; None where a team needs no position yet.

    `fewest` people are counted, and no fewer: the region's smallest count, or 1 for those who may know all.
    """
    positions = catalogue_of(session).positions
    if not any(each.needed for each in positions.values()):
        return None
    seatable = seatable_on(session, on, fewest)
    if not seatable.may_seat(scope):
        return TeamFigures(teams=None)
    deep, bench = teams_on(session, on, scope), bench_on(session, on, scope)
    is_counted = seatable.may_count(scope, *(positions[key] for key in deep.short_of))
    return TeamFigures(
        teams=deep.teams,
        short_of=list(deep.short_of),
        people=deep.people if is_counted else None,
        wanted=deep.wanted if is_counted else None,
        positions=[
            _figures(each, bench.get(key, Bench()), seatable, scope) for key, each in positions.items()
        ],
    )


def _figures(position: Position, bench: Bench, seatable: Seatable, scope: Scope) -> PositionFigures:
    return PositionFigures(
        position=position.key,
        title=position.title,
        needed=position.needed,
        bench=bench if seatable.may_count(scope, position) else None,
    )
