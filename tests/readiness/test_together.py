"""The joint-readiness matrix: its holes, seen from both sides, and how groups of agencies meet."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from readiness.exercises import Played, played_together
from readiness.together import Between, Matrix, between
from tests.readiness.builders import day

TODAY = day("2026-11-01")
AGENCIES = (4, 1, 3, 2)
LAST = {(1, 2): day("2026-05-01"), (1, 4): day("2025-01-10"), (2, 9): day("2026-06-01")}

exercises = st.lists(
    st.builds(
        Played,
        st.integers(1, 50),
        st.dates(date(2024, 1, 1), date(2026, 12, 31)),
        st.frozensets(st.integers(1, 6), max_size=6),
    ),
    max_size=6,
)


def test_the_holes_of_a_matrix() -> None:
    matrix = Matrix(AGENCIES, LAST)
    assert (matrix.pairs, matrix.holes) == (6, 4)
    assert list(matrix.open_pairs()) == [(4, 3), (4, 2), (1, 3), (3, 2)]
    assert matrix.holes_of(3) == [4, 1, 2]
    assert matrix.last_on(2, 1) == matrix.last_on(1, 2) == day("2026-05-01")
    assert matrix.fewest_partners() == [3, 4, 2, 1], "of equals in their order"
    assert (Matrix((1,), LAST).pairs, Matrix((1,), LAST).holes) == (0, 0)
    assert (Matrix((), {}).pairs, list(Matrix((), {}).open_pairs())) == (0, [])


def test_the_matrix_of_one_agency_is_its_row() -> None:
    row = Matrix(AGENCIES, LAST, centre=1)
    assert (row.pairs, row.holes, list(row.open_pairs())) == (3, 1, [(1, 3)])
    assert row.holes_of(3) == [1]
    assert row.holes_of(4) == []
    assert row.last_on(4, 3) is None
    assert dict(row.met) == {(1, 2): day("2026-05-01"), (1, 4): day("2025-01-10")}


def test_how_groups_meet_counts_each_pair_once() -> None:
    groups = {
        1: frozenset({"law"}),
        2: frozenset({"fire"}),
        3: frozenset({"fire", "ems"}),
        4: frozenset({"law"}),
    }
    found = between(Matrix(AGENCIES, LAST), groups)
    assert found == {
        ("ems", "ems"): Between(0, 0),
        ("ems", "fire"): Between(0, 1),
        ("ems", "law"): Between(0, 2),
        ("fire", "fire"): Between(0, 1),
        ("fire", "law"): Between(1, 4),
        ("law", "law"): Between(1, 1),
    }
    assert [found[key].share for key in (("ems", "ems"), ("fire", "law"), ("law", "law"))] == [None, 25, 100]


@given(
    st.lists(st.frozensets(st.sampled_from(["law", "fire", "ems"])), min_size=2, max_size=6),
    st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5))),
)
def test_groups_agree_with_counting_the_pairs(of: list[frozenset[str]], met: set[tuple[int, int]]) -> None:
    groups = dict(enumerate(of))
    last = {(one, two): TODAY for one, two in met if one < two}
    matrix = Matrix(tuple(groups), last)
    for (one, two), found in between(matrix, groups).items():
        pairs = [
            {a, b}
            for a, b in combinations(groups, 2)
            if (one in groups[a] and two in groups[b]) or (two in groups[a] and one in groups[b])
        ]
        assert found == Between(sum((min(pair), max(pair)) in last for pair in pairs), len(pairs))


@given(exercises)
def test_a_matrix_reads_the_same_from_both_sides(there: list[Played]) -> None:
    matrix = Matrix(range(1, 7), played_together(there, TODAY))
    for agency, other in combinations(range(1, 7), 2):
        assert matrix.last_on(agency, other) == matrix.last_on(other, agency)
        assert (other in matrix.holes_of(agency)) is (agency in matrix.holes_of(other))
    assert matrix.holes == len(list(matrix.open_pairs()))
    assert sum(len(matrix.holes_of(each)) for each in matrix.agencies) == 2 * matrix.holes


@given(exercises, exercises)
def test_an_exercise_more_never_opens_a_hole(there: list[Played], more: list[Played]) -> None:
    before = Matrix(range(1, 7), played_together(there, TODAY))
    after = Matrix(range(1, 7), played_together([*there, *more], TODAY))
    assert set(after.open_pairs()) <= set(before.open_pairs())
    late = [Played(each.exercise, TODAY + timedelta(days=1), each.agencies) for each in more]
    assert Matrix(range(1, 7), played_together([*there, *late], TODAY)).holes == before.holes
