"""Of whom and when other records are asked for, as agencies and in words."""

from __future__ import annotations

from datetime import date

from commands.language.records_meant import RecordsAsked, agencies_asked, scopes_said, span_said
from tests.commands.language.grove import Asker
from tests.commands.language.records_said import request_of

FIRST, LAST = date(2027, 1, 1), date(2027, 3, 31)


def test_agencies_are_those_named_without_those_taken_away(grove: Asker) -> None:
    request = request_of(grove)
    names = {key: each.name for key, each in grove.catalogue.agencies.items()}
    cedar = next(key for key, name in names.items() if name == "Cedar Fire Department")
    assert agencies_asked(request, RecordsAsked()) is None
    asked = RecordsAsked(scopes=["discipline:ems"], without=[f"agency:{cedar}"])
    found = agencies_asked(request, asked)
    assert found is not None
    assert {names[key] for key in found} == {"Grove County EMS", "MedStar Ambulance"}
    assert scopes_said(request, asked) == "EMS except Cedar Fire Department"
    two = RecordsAsked(scopes=["discipline:ems", "discipline:fire"])
    assert scopes_said(request, two, "or") == "EMS or Fire"
    others = agencies_asked(request, RecordsAsked(without=[f"agency:{cedar}"]))
    assert others == frozenset(names) - {cedar}


def test_a_time_is_said_as_it_may_be_typed_again() -> None:
    assert span_said(FIRST, LAST) == "between 1 Jan 2027 and 31 Mar 2027"
    assert span_said(FIRST, None) == "since 1 Jan 2027"
    assert span_said(None, LAST) == "by 31 Mar 2027"
    assert span_said(FIRST, FIRST) == "on 1 Jan 2027"
    assert span_said(None, None) == ""
