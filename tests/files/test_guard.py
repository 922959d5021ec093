import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.guard import guard, unguard

near_formulas = st.text(alphabet="'=+-@\t\r\n ab＝\u200b", max_size=8)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1 555 0100", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "'=1"]
)
def test_what_a_spreadsheet_would_run_is_written_behind_an_apostrophe(text: str) -> None:
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Pia O'Neil", "'tis", "ASIM-B", "a=b", "'", "3+4"])
def test_what_no_spreadsheet_would_run_is_left_alone(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


@given(st.text() | near_formulas)
def test_taking_the_guard_off_gives_the_text_back(text: str) -> None:
    assert unguard(guard(text)) == text


@given(st.text() | near_formulas)
def test_a_guarded_text_never_begins_a_formula(text: str) -> None:
    assert not guard(text).lstrip(" \u200b").startswith(tuple("=+-@\t\r\n＝"))
