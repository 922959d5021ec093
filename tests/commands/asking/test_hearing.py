"""Who reads what somebody tells is said before; where nobody would, nothing is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from storage.engine import Store
from storage.people import SlackIdentity
from tests.commands.asking.desk import desk
from words.problems import Problem


def test_who_reads_and_who_never_will_is_said_and_where_nobody_would_why(store: Store) -> None:
    place = desk(store)
    county = place.county
    ada, cy = place.teller(county.ada, county.cedar), place.teller(county.cy, county.oak)
    assert "Quinn Mills does not read it" in str(ada.says("ask").reply.modal and ada.says("ask").reply.modal)
    morgan, quinn = place.morgan, place.quinn
    form = cy.says("ask").reply.modal
    assert form is not None
    assert "Today it is read by Morgan Mills and Quinn Mills, and by nobody else." in str(form.to_dict())

    def gone(user: str) -> None:
        with store.writing() as session:
            session.execute(delete(SlackIdentity).where(SlackIdentity.user == user))

    gone(morgan.member.user)
    with pytest.raises(
        Problem, match="The only emergency manager, Quinn Mills, also leads an agency of yours"
    ):
        ada.says("ask concern The radios fail")
    with pytest.raises(Problem, match="You are the only emergency manager in Slack here"):
        quinn.says("ask")
    gone(quinn.member.user)
    with pytest.raises(Problem, match=r"No emergency manager is in Slack here yet.* Nothing was kept\."):
        ada.says("ask")
