"""A text is taken in stretch by stretch; what nothing is made of stays together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from commands.kit.member import Member
from commands.kit.request import Door, Request
from commands.language.taking import Taken, for_an_agency, take_in
from storage.engine import Store
from storage.region import Region
from tests.commands.speaking import small_county

NOON = datetime(2026, 11, 2, 18, tzinfo=UTC)


@dataclass
class Numbers(Taken):
    numbers: list[int] = field(default_factory=list)


def number(request: Request, taken: Numbers, words: Sequence[str]) -> int:
    if not words[0].isdecimal():
        return 0
    taken.numbers.append(int(words[0]))
    return 1


def test_what_is_taken_out_parts_what_is_left(store: Store) -> None:
    county = small_county(store)
    with store.reading() as session:
        member = Member("T1", "U1", is_manager=True)
        request = Request(session, member, Region(), NOON, date(2026, 11, 2), Door.COMMAND, key="1")
        taken = take_in(request, Numbers(), "radio plan 12 on file 13", [number])
        assert taken.numbers == [12, 13]
        assert taken.left == [["radio", "plan"], ["on", "file"]]

        agencies: list[int] = []
        notes: list[str] = []
        assert for_an_agency(request, ["for", "Cedar", "Fire", "tomorrow"], agencies, notes) == 3
        assert for_an_agency(request, ["Cedar", "Fire"], agencies, notes) == 0
        assert (agencies, notes) == ([county.cedar], [])
