"""A county's expected answers beside what the command line says: each row that one of them lacks."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from tests.bot.cli.conftest import Muster

Row = tuple[str, ...]
KINDS = ("exercises", "played-together", "bench", "teams", "actions", "coverage", "on-plan", "due", "gaps")
COUNTED_BY = ("everyone", "discipline", "agency")


@dataclass(frozen=True)
class Expected:
    """The expected answers of a county, in a folder of its own."""

    folder: Path
    muster: Muster
    days: Collection[str] = ()  # only these; else all
    scopes: int = 1000  # at most so many scopes a day

    def differences(self, kind: str) -> list[tuple[str, Row]]:
        """The rows that are missing, and those too many, each with its day or scope before it."""
        found: list[tuple[str, Row]] = []
        for title, wanted, got in getattr(self, f"_{kind.replace('-', '_')}")():
            assert wanted, f"{kind}: nothing to hold {title} against"
            found += [(f"missing on {title}", row) for row in sorted(wanted - got)]
            found += [(f"too many on {title}", row) for row in sorted(got - wanted)]
        return found

    def _exercises(self) -> Iterator[tuple[str, set[Row], set[Row]]]:
        columns = ("exercise", "reach", "missing")
        yield "any day", self._wanted("exercises", columns), self._said(columns, "exercises")

    def _played_together(self) -> Iterator[tuple[str, set[Row], set[Row]]]:
        columns = ("agency", "other", "last_on")
        for day in self._days("played-together"):
            wanted = self._wanted("played-together", columns, as_of=day)
            yield day, wanted, self._said(columns, "together", "--on", day)

    def _gaps(self) -> Iterator[tuple[str, set[Row], set[Row]]]:
        """The pairs of agencies that are not among those that have played together."""
        columns = ("agency", "other")
        for day in self._days("played-together"):
            said = self.muster("gaps", "--on", day, "--format", "csv")
            rows = list(csv.DictReader(io.StringIO(said.out)))
            got: set[Row] = {(row["one"], row["other"]) for row in rows if row["gap"] == "agencies"}
            together = self._wanted("played-together", columns, as_of=day)
            names = sorted({name for pair in (*got, *together) for name in pair})
            pairs: set[Row] = set(combinations(names, 2))
            yield day, pairs - together, got

    def _actions(self) -> Iterator[tuple[str, set[Row], set[Row]]]:
        columns = ("action", "state")
        for day in self._days("actions"):
            yield (
                day,
                self._wanted("actions", columns, as_of=day),
                self._said(columns, "actions", "--on", day),
            )

    def _bench(self) -> Iterator[tuple[str, set[Row], set[Row]]]:
        yield from self._by_scope("bench", ("position", "current", "walked", "lapsing"))

    def _teams(self) -> Iterator[tuple[str, set[Row], set[Row]]]:
        yield from self._by_scope("teams", ("teams", "short_of", "people", "wanted"))

    def _by_scope(self, kind: str, columns: Row) -> Iterator[tuple[str, set[Row], set[Row]]]:
        for day in self._days(kind):
            scopes = dict.fromkeys(
                (row["scope_kind"], row["scope"]) for row in self._rows(kind) if row["as_of"] == day
            )
            for scope_kind, scope in list(scopes)[: self.scopes]:
                wanted = self._wanted(kind, columns, as_of=day, scope_kind=scope_kind, scope=scope)
                option = () if scope_kind == "everyone" else (f"--{scope_kind}", scope)
                yield f"{day} {scope}", wanted, self._said(columns, kind, "--on", day, *option)

    def _coverage(self) -> Iterator[tuple[str, set[Row], set[Row]]]:
        columns: Row = ("course", "scope", "required", "current", "due_soon", "grace", "expired", "never")
        columns += ("new", "on_leave", "waived")
        for day in self._days("coverage"):
            said = self._counted(columns, day, COUNTED_BY)
            yield day, self._wanted("coverage", columns, as_of=day), said

    def _on_plan(self) -> Iterator[tuple[str, set[Row], set[Row]]]:
        columns = ("course", "scope", "current", "on_plan")
        for day in self._days("on-plan"):
            said = self._counted(columns, day, ("everyone", "agency"))
            there = {row for row in said if row[2] != "0" and row[3]}
            assert all(row[3] in ("", "0") for row in said - there), "nobody is current, nobody on the plan"
            yield day, self._wanted("on-plan", columns, as_of=day), there

    def _due(self) -> Iterator[tuple[str, set[Row], set[Row]]]:
        columns = ("email", "course", "status", "due_on")
        for day in self._days("due"):
            wanted = self._wanted("due", columns, as_of=day, within_days="60")
            yield day, wanted, self._said(columns, "due", "--on", day, "--within", "60")

    def _counted(self, columns: Row, day: str, by: Collection[str]) -> set[Row]:
        return {row for each in by for row in self._said(columns, "coverage", "--on", day, "--by", each)}

    def _days(self, kind: str) -> list[str]:
        days = dict.fromkeys(row["as_of"] for row in self._rows(kind))
        return [day for day in days if not self.days or day in self.days]

    def _wanted(self, kind: str, columns: Row, **where: str) -> set[Row]:
        return {
            tuple(row[column] for column in columns)
            for row in self._rows(kind)
            if all(row[column] == value for column, value in where.items())
        }

    def _rows(self, kind: str) -> Iterator[dict[str, str]]:
        with (self.folder / f"expected-{kind}.csv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def _said(self, columns: Row, *words: str) -> set[Row]:
        said = self.muster(*words, "--format", "csv")
        assert said.status == 0, said.err
        rows = [tuple(row[column] for column in columns) for row in csv.DictReader(io.StringIO(said.out))]
        assert len(set(rows)) == len(rows), "no row twice"
        return set(rows)
