"""What stands beside a total: the weakest part that may be shown, or that the weaker ones may not be."""

from __future__ import annotations

import pytest

from commands.readiness.digest_lines_views import five_lines, lines_of_courses
from commands.readiness.digest_post_views import digest_message
from commands.readiness.overview_views import overview
from readiness.coverage import Counts
from readiness.due import Scope
from storage.engine import Store
from storage.weakest import Beside, Part, Untold, beside, untold, weakest_part
from tests.jobs.county import Staff, seed
from tests.storage.test_figures import HOW, REGION, TODAY, counted

WEAKER = "the weaker parts are too few people to show"


def counts(current: int, required: int) -> Counts:
    return Counts(current=current, never=required - current)


def part(name: str, current: int, required: int) -> Part:
    return Part(name=name, people=required, counts=counts(current, required))


LAW, EMS, FIRE = part("law", 2, 8), part("ems", 6, 8), part("fire", 7, 8)


@pytest.mark.parametrize(
    ("parts", "whole", "hides", "found", "why"),
    [
        ([LAW, EMS], counts(8, 16), False, LAW, Untold.NOTHING),
        ([LAW], counts(7, 13), True, LAW, Untold.NOTHING),
        ([EMS], counts(6, 13), True, None, Untold.WEAKER),
        ([EMS, FIRE], counts(13, 21), True, None, Untold.WEAKER),
        ([EMS], counts(6, 8), False, None, Untold.NOTHING),  # it is the whole
        ([EMS], counts(6, 13), False, None, Untold.NOTHING),  # the others are in no part of the kind
        ([EMS, FIRE], counts(13, 30), False, EMS, Untold.NOTHING),
        ([EMS], counts(9, 12), True, EMS, Untold.NOTHING),  # as weak as the total
        ([], counts(6, 13), True, None, Untold.ALL),
        ([], counts(0, 0), True, None, Untold.NOTHING),
        ([], counts(6, 13), False, None, Untold.NOTHING),
    ],
)
def test_a_part_better_than_the_total_is_not_the_weakest(
    parts: list[Part], whole: Counts, hides: bool, found: Part | None, why: Untold
) -> None:
    assert weakest_part(parts, whole, hides) == found
    assert untold(parts, whole, hides) == why


def test_one_kind_that_can_be_named_is_enough() -> None:
    whole = counts(7, 13)
    assert beside(whole, ([LAW], True), ([EMS], True)) == Beside(LAW)
    assert beside(whole, ([], True), ([EMS], True)) == Beside(untold=Untold.WEAKER)


def staff(name: str, discipline: str, current: int, never: int) -> Staff:
    standing = ["current"] * current + ["never"] * never
    return Staff(name, [discipline], {"ASIM-B": standing})


def beside_totals(store: Store) -> tuple[str, str, str, str]:
    """What a digest, its line of a course, the five lines of Home and `/readiness` say of the region."""
    found = counted(store)
    home = " ".join("".join(line) for line in five_lines(found))
    line = "".join(lines_of_courses(found.courses)[0])
    return digest_message(found, None, REGION, HOW).text, line, home, overview(found, REGION, HOW, True).text


def test_the_only_part_that_is_shown_stands_beside_the_total(store: Store) -> None:
    seed(
        store,
        TODAY,
        [staff("Oak Police", "law", 2, 6), staff("Elm Fire", "fire", 3, 0), staff("Bay EMS", "ems", 2, 0)],
        {"ASIM-B": "ASIM Basic"},
    )
    assert [each.name for each in counted(store).disciplines] == ["law"]
    for said in beside_totals(store):
        assert "53%" in said
        assert "Oak Police 25%" in said
        assert "too few people to show" not in said


def test_a_part_that_is_better_than_the_total_is_not_called_the_weakest(store: Store) -> None:
    seed(
        store,
        TODAY,
        [staff("Bay EMS", "ems", 6, 2), staff("Elm Fire", "fire", 1, 2), staff("Oak Police", "law", 0, 2)],
        {"ASIM-B": "ASIM Basic"},
    )
    assert [each.name for each in counted(store).disciplines] == ["ems"]
    for said in beside_totals(store):
        assert "53%" in said
        assert WEAKER in said.lower().replace("·", "")
        assert "eakest: Bay" not in said
    of_all = counted(store, fewest=1)
    assert (of_all.weakest_agency is not None, of_all.untold) == (True, Untold.NOTHING)


def test_of_one_agency_its_disciplines_are_no_parts(store: Store) -> None:
    agencies = seed(
        store, TODAY, [staff("Oak Police", "law", 2, 6), staff("Elm Fire", "fire", 5, 0)], {"ASIM-B": "ASIM"}
    )
    found = counted(store, Scope.agency(agencies["Oak Police"]))
    assert (found.weakest_agency, found.weakest_discipline, found.untold) == (None, None, Untold.NOTHING)
    assert found.courses[0].untold == Untold.NOTHING
