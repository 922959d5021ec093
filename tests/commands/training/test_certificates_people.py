"""Whose certificate it is, as a sentence says it; what is said to be another's is never one's own."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands.kit.request import Sent
from storage.certificates import CertificateRecord
from tests.commands.training.desk import Desk
from tests.commands.training.test_certificates_dropped import said_with

OWN = "goes to the record of Basic Life Support"


@pytest.mark.parametrize(
    ("text", "whose", "unclear"),
    [
        ("Ben's BLS card", ["Ben Flores"], ""),
        ("BLS card of Ben Flores, valid until 3 Mar 2028", ["Ben Flores"], ""),
        ("certificate for ben, BLS", ["Ben Flores"], ""),
        ("BLS Ben Flores", ["Ben Flores"], ""),
        ("ben@grove.example BLS", ["Ben Flores"], ""),
        ("Ben Flores's BLS", ["Ben Flores"], ""),
        ("Flores' BLS card", ["Ben Flores"], ""),
        ("here's my BLS card", [], ""),
        ("certificate of completion for BLS", [], ""),
        ("Cora's BLS card", ["Cora Diaz"], ""),
        ("BLS of 15 January", [], ""),
        ("BLS for me", [], ""),
        ("Zed's BLS card", [], "I did not understand “Zed”."),
        ("BLS card of Max O'Hara", [], "I did not understand “Max”."),
        ("BLS Zed Zebra", [], "I did not understand “Zed Zebra”."),
        ("<@UNOBODY> BLS", [], "I did not understand “<@UNOBODY>”."),
    ],
)
def test_a_sentence_says_whose_it_is(desk: Desk, text: str, whose: list[str], unclear: str) -> None:
    found, answer = said_with(desk, text, [Sent("F1", "card.pdf")], desk.cora.member)
    assert list(found.people.values()) == whose
    assert [desk.course("BLS")] == list(found.courses)
    assert found.unclear == unclear
    if whose == ["Ben Flores"]:
        assert "goes to the record of Ben Flores: Basic Life Support, 3 Dec 2024." in answer
    else:
        assert "Ben Flores" not in answer
    assert ("Which record is it for?" in answer or "Log the class first" in answer) or not unclear


def test_what_is_anothers_never_goes_to_ones_own_record(desk: Desk) -> None:
    for text in ("Ben's BLS card", "BLS for ben", "BLS card of Ben Flores"):
        _, answer = said_with(desk, text, [Sent("F1", "card.pdf")])
        assert "I did not understand “" in answer
        assert OWN not in answer
        assert "Which record is it for?" in answer
    _, answer = said_with(desk, "Ben's card", [Sent("F1", "card.pdf")], desk.cora.member)
    assert "Ben Flores: ASIM Basic, 10 Mar 2026" in answer, "which of his, without a course"
    _, answer = said_with(desk, "Ben's ASIM Advanced card", [Sent("F1", "card.pdf")], desk.cora.member)
    assert "Ben Flores has no ASIM Advanced on record." in answer
    with desk.store.reading() as session:
        assert {each.completion_id for each in session.scalars(select(CertificateRecord))} == {None}
