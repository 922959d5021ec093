"""Numbers that were shown are kept by keys made of what they say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from readiness.coverage import Counts
from storage.engine import Store
from storage.shown_numbers import (
    KEY_LENGTH,
    SIGNS,
    KeyTaken,
    Measure,
    Shown,
    counts_kept,
    keep_numbers,
    key_typed,
    keys_near,
    number_of,
)
from tests.commands.speaking import NOON

DAY = date(2026, 11, 2)
titles = st.lists(st.text(max_size=4), max_size=2)
values = st.one_of(st.none(), st.integers(0, 10**6), st.text(max_size=6), titles)
said = st.dictionaries(st.sampled_from(["course", "within", "agency", "count", "current", "short"]), values)
numbers = st.builds(
    Shown,
    st.sampled_from(Measure),
    st.sampled_from(["everyone", "agency:1", "agency:11", "discipline:fire"]),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    said,
    said,
    st.sampled_from([1, 5]),
)


def content(shown: Shown) -> tuple[Any, ...]:
    return (shown.measure, shown.scope, shown.as_of, dict(shown.result), dict(shown.question), shown.fewest)


@settings(deadline=None)
@given(numbers, numbers)
def test_the_same_content_has_the_same_key_and_another_content_another(one: Shown, other: Shown) -> None:
    again = Shown(
        one.measure,
        one.scope,
        one.as_of,
        dict(reversed(list(one.result.items()))),
        dict(reversed(list(one.question.items()))),
        one.fewest,
    )
    assert again.key == one.key
    assume(content(one) != content(other))
    assert one.key != other.key  # by chance once in 590 million million


@settings(deadline=None)
@given(numbers)
def test_a_key_is_of_signs_that_are_not_taken_for_others_and_is_read_however_it_is_typed(one: Shown) -> None:
    key = one.key
    assert len(key) == KEY_LENGTH
    assert set(key) <= set(SIGNS)
    assert not set("01IOLU") & set(SIGNS)
    assert key_typed(f" {key[:2].lower()} {key[2:4]}-{key[4:].lower()}. ") == key


@pytest.mark.postgres
def test_a_number_is_kept_once_with_its_first_instant_and_what_it_says(store: Store) -> None:
    counts = Counts(current=41, expired=11, on_leave=3)
    coverage = Shown(Measure.COVERAGE, "everyone", DAY, counts_kept(counts), {"course": None}, 5)
    due = Shown(Measure.DUE, "everyone", DAY, {"count": 7}, {"within": 30}, 5)
    with store.writing() as session:
        keys = keep_numbers(session, [coverage, due, coverage], NOON)
        assert keys == [coverage.key, due.key, coverage.key]
        assert keep_numbers(session, [], NOON) == []
    with store.writing() as session:
        assert keep_numbers(session, [due], NOON + timedelta(days=1)) == [due.key]
    with store.reading() as session:
        assert all(number_of(session, key) is not None for key in keys)
        kept = number_of(session, coverage.key.lower())
        assert kept is not None
        assert (kept.counted_at, kept.as_of, kept.fewest) == (NOON, DAY, 5)
        assert Counts(**kept.result) == counts
        later = number_of(session, due.key)
        assert later is not None
        assert later.counted_at == NOON
        assert number_of(session, "") is None


@pytest.mark.postgres
def test_a_key_never_comes_to_stand_for_another_number(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two numbers of one key, as with keys of one sign there soon are."""
    monkeypatch.setattr("storage.shown_numbers.KEY_LENGTH", 1)
    known: dict[str, Shown] = {}
    for count in range(len(SIGNS) + 1):
        second = Shown(Measure.DUE, "everyone", DAY, {"count": count}, {"within": 30})
        first = known.setdefault(second.key, second)
        if first is not second:
            break
    with store.writing() as session:
        keep_numbers(session, [first], NOON)
    for numbers in ([second], [second, first], [first, second]):
        with pytest.raises(KeyTaken), store.writing() as session:
            keep_numbers(session, numbers, NOON)
    with store.writing() as session:
        assert keep_numbers(session, [first], NOON + timedelta(days=1)) == [first.key]
        kept = number_of(session, first.key)
        assert kept is not None
        assert kept.result == first.result


def test_keys_are_long_enough_for_the_numbers_of_years() -> None:
    """Of two such numbers, one was explained as the other when keys were shorter."""

    def shown(agency: int, on: date, more: int) -> Shown:
        result = {"required": 40 + more, "current": 30, "grace": 0, "expired": 0, "never": 10}
        return Shown(Measure.COVERAGE, f"agency:{agency}", on, result, {"course": None}, 5)

    one, two = shown(15, date(2027, 6, 7), 45), shown(62, date(2026, 1, 19), 52)
    assert one.key != two.key
    assert len(SIGNS) ** KEY_LENGTH > 10**14


@pytest.mark.postgres
def test_near_is_one_sign_other_missing_too_many_or_in_another_place(store: Store) -> None:
    due = Shown(Measure.DUE, "everyone", DAY, {"count": 7}, {"within": 30})
    with store.writing() as session:
        [key] = keep_numbers(session, [due], NOON)
    swapped = key[1] + key[0] + key[2:]
    other = f"{key[:3]}{'2' if key[3] != '2' else '3'}{key[4:]}"
    near = [other, key[:-1], key[1:], f"{key}9", swapped.lower()]
    with store.reading() as session:
        for typed in near:
            assert keys_near(session, typed) == [key], typed
        for typed in ("", "%", "__________", key[:-2], f"{key}99", "\N{SNOWMAN}" * 10, "é" * 10, "9" * 4000):
            assert keys_near(session, typed) == [], typed
