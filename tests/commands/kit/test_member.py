"""The least somebody must be for a request."""

from __future__ import annotations

import pytest

from commands.kit.member import Member, Needs

HERE = frozenset([1])


@pytest.mark.parametrize(
    ("member", "may"),
    [
        (Member("T1", "U"), ["anybody"]),
        (Member("T1", "U", 1), ["anybody"]),
        (Member("T1", "U", agencies=HERE), ["anybody"]),
        (Member("T1", "U", 1, agencies=HERE), ["anybody", "somebody on the roster"]),
        (Member("T1", "U", 1, leads=HERE), ["anybody", "somebody on the roster", "an agency lead"]),
        (
            Member("T1", "U", 1, is_manager=True),
            ["anybody", "somebody on the roster", "an agency lead", "an emergency manager"],
        ),
    ],
)
def test_each_right_holds_those_beneath_it(member: Member, may: list[str]) -> None:
    assert [needs.value for needs in Needs if member.may(needs)] == may


def test_the_audit_names_somebody_by_e_mail_or_by_their_slack_user() -> None:
    assert Member("T1", "U1", email="ada@cedar.example").label == "ada@cedar.example"
    assert Member("T1", "U1", name="Ada").label == "Slack user U1"
