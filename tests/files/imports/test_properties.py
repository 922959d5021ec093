"""Whatever files say: a second time changes nothing, and everybody stands where the records put them."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.engine import Store
from tests.files.imports.bringing import look, standing_of, standing_rebuilt, take, undo

EMAILS = st.sampled_from(["ann@x.gov", "bob@x.gov", "new@x.gov", ""])

ROSTER_ROW = st.fixed_dictionaries(
    {
        "email": EMAILS,
        "member_id": st.sampled_from(["", "", "1", "2"]),
        "first_name": st.sampled_from(["Ann", "Bob"]),
        "last_name": st.sampled_from(["Lee", "Lee", "Ray"]),
        "agency": st.sampled_from(["Cedar Fire", "Cedar Police"]),
        "role": st.sampled_from(["", "chief"]),
        "phone": st.sampled_from(["", "555"]),
        "joined_on": st.sampled_from(["", "", "2020-01-01", "2021-01-01", "2022-06-01"]),
        "left_on": st.sampled_from(["", "", "2021-06-01", "2023-01-01", "2027-01-01"]),
    }
)

COMPLETION_ROW = st.fixed_dictionaries(
    {
        "email": EMAILS,
        "course": st.sampled_from(["BLS", "ASIM-B"]),
        "completed_on": st.sampled_from(["2026-01-10", "2026-01-11"]),
        "hours": st.sampled_from(["", "4", "8"]),
        "verified": st.sampled_from(["", "yes"]),
        "result": st.sampled_from(["", "incomplete"]),
        "record": st.sampled_from(["", "", "r1", "r2", "r3"]),
        "corrects": st.sampled_from(["", "", "r1", "r2"]),
        "voided_on": st.sampled_from(["", "", "2026-05-01"]),
        "void_reason": st.just("entered twice"),
    }
)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of a kind, some of its columns left out."""
    kind = draw(st.sampled_from(["roster", "completions"]))
    rows = draw(st.lists(ROSTER_ROW if kind == "roster" else COMPLETION_ROW, min_size=1, max_size=7))
    may_lack = {
        "roster": ("member_id", "role", "phone", "joined_on", "left_on"),
        "completions": ("hours", "verified", "record"),
    }[kind]
    lacking = draw(st.sets(st.sampled_from(may_lack)))
    if "record" in lacking:
        lacking |= {"corrects", "voided_on", "void_reason"}
    columns = [column for column in rows[0] if column not in lacking]
    for row in rows:
        if not row.get("voided_on"):
            row["void_reason"] = ""
    return kind, "\n".join([",".join(columns), *(",".join(row[c] for c in columns) for row in rows)]).encode()


@settings(max_examples=12, deadline=None)
@given(brought=st.lists(files(), min_size=1, max_size=4), back=st.integers(0, 7))
def test_a_second_time_changes_nothing_and_everybody_stands_right(
    small_file: Path, brought: list[tuple[str, bytes]], back: int
) -> None:
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{shutil.copy(small_file, folder)}")
        numbers = []
        for kind, content in brought:
            plan, run = take(store, kind, content)
            numbers.append(run.id)
            if kind == "completions" or not plan.refused:
                # A member id that the file itself took from somebody may be free the second time.
                again = look(store, kind, content)
                assert not again.writes
                assert [each.line for each in again.refused] == [each.line for each in plan.refused]
            assert standing_of(store) == standing_rebuilt(store)
        if back < len(numbers):
            undo(store, numbers[back])
            assert standing_of(store) == standing_rebuilt(store)
        store.close()
