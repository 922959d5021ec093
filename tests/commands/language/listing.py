"""Somebody of the county who sends in a list."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.kit.member import Member
from commands.kit.request import Request
from storage.people import AgencyRecord
from tests.commands.speaking import WORKSPACE, request_with
from tests.conversations import county


def asks(session: Session, leads: str = "") -> Request:
    """A request of the emergency manager, or of an agency's lead."""
    led = frozenset(session.scalars(select(AgencyRecord.id).where(AgencyRecord.name == leads)))
    member = Member(WORKSPACE, "ULEE", name="Lee Lead", agencies=led, leads=led, is_manager=not leads)
    return replace(
        request_with(), session=session, member=member, region=county.REGION, today=county.NOW.date()
    )
