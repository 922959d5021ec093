"""Reads a county's files straight into the rules' records, so that no importer stands between them.

The files know agencies, people and courses by what is written there, the rules by number: `key` makes the
number of what is written, and `named` reads it back.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from readiness.records import (
    Absence,
    AbsenceKind,
    Affiliation,
    Agency,
    AgencyId,
    Anchor,
    Completion,
    CourseId,
    Equivalent,
    PlanId,
    Relation,
    Requirement,
    Responder,
    Revision,
    Rulebook,
    RuleVersion,
)
from readiness.text import fold

COUNTIES = Path(__file__).parents[1] / "data"
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d-%b-%Y", "%B %d, %Y")

Row = dict[str, str]


def rows(county: str, kind: str) -> Iterator[Row]:
    """The rows of a file that are not expected to be refused; headers in lower case with underscores."""
    path = COUNTIES / county / f"{kind}.csv"
    rejected = _rejected_lines(county, path.name)
    text = _decoded(path.read_bytes())
    header_line = text.splitlines()[0]
    delimiter = max(",;\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [re.sub(r"\s+", "_", name.strip().lower()) for name in next(reader)]
    first_line = reader.line_num + 1
    for cells in reader:
        if first_line not in rejected:
            yield dict(zip(header, (" ".join(cell.split()) for cell in cells), strict=True))
        first_line = reader.line_num + 1


def has(county: str, kind: str) -> bool:
    """Whether a county has a file of some kind."""
    return (COUNTIES / county / f"{kind}.csv").exists()


def load(county: str) -> tuple[Rulebook, list[Responder]]:
    """A county's rulebook and people; agencies are known by name, people by e-mail, courses by code."""
    return _rulebook(county), _responders(county)


def key(name: str) -> int:
    """The number that stands for a name, an e-mail or a code: another for each other spelling."""
    return int.from_bytes(name.encode(), "big")


def named(number: int) -> str:
    """What a `key` was made of."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big").decode()


def day(cell: str) -> date | None:
    if not cell:
        return None
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(cell, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise ValueError(f"no date: {cell}")


def _some_day(cell: str) -> date:
    found = day(cell)
    assert found is not None
    return found


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def _rejected_lines(county: str, file_name: str) -> set[int]:
    path = COUNTIES / county / "expected-rejected.csv"
    if not path.exists():
        return set()
    with path.open(encoding="utf-8", newline="") as file:
        return {int(row["line"]) for row in csv.DictReader(file) if row["file"] == file_name}


def _rulebook(county: str) -> Rulebook:
    agencies: dict[AgencyId, Agency] = {
        key(row["agency"]): Agency(
            key=key(row["agency"]),
            name=row["agency"],
            disciplines=frozenset(row["disciplines"].split(";")),
            jurisdiction=row["jurisdiction"],
        )
        for row in rows(county, "agencies")
    }
    requirements = dict.fromkeys(
        Requirement(
            course=key(row["course"]),
            disciplines=frozenset()
            if row["disciplines"] == "all"
            else frozenset(row["disciplines"].split(";")),
            effective_on=day(row["effective_on"]),
        )
        for row in rows(county, "requirements")
    )
    versions: defaultdict[CourseId, dict[date, RuleVersion]] = defaultdict(dict)
    for row in rows(county, "rules"):
        version = RuleVersion(
            effective_on=_some_day(row["effective_on"]),
            interval_months=int(row["interval_months"]) if row["interval_months"] else None,
            anchor=Anchor(row["anchor"]),
            window_days=int(row["window_days"]),
            month_end=row["month_end"] == "yes",
            cycle_start=day(row["cycle_start"]),
            grace_days=int(row["grace_days"]),
            initial_days=int(row["initial_days"]),
        )
        versions[key(row["course"])][version.effective_on] = version
    equivalents = dict.fromkeys(
        Equivalent(key(row["course"]), key(row["counts_for"]), Relation(row["kind"]))
        for row in rows(county, "equivalents")
    )
    return Rulebook(
        agencies=agencies,
        requirements=tuple(requirements),
        versions={course: tuple(by_day.values()) for course, by_day in versions.items()},
        equivalents=tuple(equivalents),
        revisions=_revisions(county),
        teaches={
            key(row["code"]): key(fold(row["plan"])) for row in rows(county, "courses") if row.get("plan")
        },
    )


def _revisions(county: str) -> dict[PlanId, list[Revision]]:
    found: defaultdict[PlanId, dict[str, Revision]] = defaultdict(dict)
    for number, row in enumerate(rows(county, "plans") if has(county, "plans") else ()):
        plan, asks = key(fold(row["plan"])), row["retrain_within_days"]
        found[plan][fold(row["revision"])] = Revision(
            number, plan, row["revision"], _some_day(row["effective_on"]), int(asks) if asks else None
        )
    return {plan: list(revisions.values()) for plan, revisions in found.items()}


def _responders(county: str) -> list[Responder]:
    affiliations: defaultdict[str, dict[tuple[str, str], Affiliation]] = defaultdict(dict)
    for row in rows(county, "roster"):
        affiliations[row["email"].lower()][row["agency"], row["joined_on"]] = Affiliation(
            agency=key(row["agency"]),
            joined_on=day(row["joined_on"]),
            left_on=day(row["left_on"]),
            role=row.get("role", ""),
        )
    completions: defaultdict[str, dict[tuple[CourseId, date], Completion]] = defaultdict(dict)
    for row in rows(county, "completions"):
        if row["result"] in ("", "pass"):
            completed = Completion(
                key(row["course"]), _some_day(row["completed_on"]), row["verified"] == "yes"
            )
            # The same completion again, with other values, corrects the one before.
            completions[row["email"].lower()][completed.course, completed.completed_on] = completed
    absences: defaultdict[str, dict[Absence, None]] = defaultdict(dict)
    for row in rows(county, "absences"):
        absence = Absence(
            kind=AbsenceKind(row["kind"]),
            starts_on=_some_day(row["starts_on"]),
            ends_on=day(row["ends_on"]),
            course=key(row["course"]) if row["course"] else None,
        )
        absences[row["email"].lower()][absence] = None
    return [
        Responder(
            key=key(email),
            affiliations=tuple(terms.values()),
            completions=tuple(completions[email].values()),
            absences=tuple(absences[email]),
        )
        for email, terms in affiliations.items()
    ]
