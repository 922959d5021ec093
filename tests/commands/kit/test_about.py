"""What rights are asked about, and what a verdict is."""

from __future__ import annotations

import pytest

from commands.kit.about import ALLOWED, Verdict
from commands.kit.problems import Refused


def test_a_verdict_that_gives_no_reason_against_allows() -> None:
    assert ALLOWED
    ALLOWED.or_refuse()


def test_one_that_does_refuses_with_the_reason_and_who_could() -> None:
    verdict = Verdict("That is not yours.", "Who can: their lead.")
    assert not verdict
    with pytest.raises(Refused) as refused:
        verdict.or_refuse()
    assert (refused.value.what, refused.value.who_could) == ("That is not yours.", "Who can: their lead.")
