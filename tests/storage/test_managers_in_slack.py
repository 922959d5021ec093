"""Who is written to as an emergency manager is who may press as one: the two never disagree."""

from __future__ import annotations

from itertools import product

import pytest

from commands.kit.member import Needs
from commands.kit.speaker import speaker
from storage.engine import Store
from storage.linking import BY_EMAIL
from storage.people import Grant, RightKind, SlackIdentity
from storage.region import Region
from storage.rights import managers_in_slack
from tests.commands.speaking import NOON, WORKSPACE, small_county

NAMED, OTHER = "dee@oak.example", "somebody@x.example"
REGION = Region(emergency_managers=frozenset([NAMED]))
MARKS = ("is_guest", "is_outside", "is_bot", "is_deactivated")


@pytest.mark.postgres
def test_everybody_written_to_may_press_and_the_other_way_round(store: Store) -> None:
    known = small_county(store)
    # Linked to nobody, a responder, whom the settings name, a manager given so, one no longer.
    linked_to = (None, known.ada, known.dee, known.ben, known.cy)
    linked_by = (None, BY_EMAIL, "morgan@county.example")
    emails = (None, OTHER, NAMED)
    users = []
    with store.writing() as session:
        for person, ended in ((known.ben, None), (known.cy, NOON)):
            session.add(
                Grant(
                    person_id=person, kind=RightKind.MANAGER, given_by="test", given_at=NOON, ended_at=ended
                )
            )
        shapes = product(linked_to, linked_by, emails, product((False, True), repeat=len(MARKS)))
        for number, (person_id, by, email, marks) in enumerate(shapes):
            users.append(f"U{number:04}")
            session.add(
                SlackIdentity(
                    workspace=WORKSPACE,
                    user=users[-1],
                    person_id=person_id,
                    linked_by=by,
                    email=email,
                    seen_at=NOON,
                    **dict(zip(MARKS, marks, strict=True)),
                )
            )
    with store.reading() as session:
        written_to = [each.user for each in managers_in_slack(session, REGION, WORKSPACE)]
        may_press = [
            user
            for user in users
            if (found := speaker(session, WORKSPACE, user, NOON.date(), REGION)) and found.may(Needs.MANAGER)
        ]
    assert written_to == may_press
    assert 0 < len(may_press) < len(users)
