"""Where a certificate goes, and how it is undone: by whoever attached it, for ten minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from commands.kit.problems import Refused
from commands.training.certificates_placing import MOST_OF_ONE
from commands.training.certificates_views import attached_message
from commands.training.verifying_views import APPROVE
from storage.audit import Trail
from storage.certificates import CertificateRecord
from storage.taking_back import void
from storage.training import CompletionRecord
from tests.commands.language.listing import asks
from tests.commands.training.desk import Desk
from tests.commands.training.test_certificates import Cabinet
from words.problems import Problem


def there(cabinet: Cabinet) -> list[CertificateRecord]:
    with cabinet.desk.store.reading() as session:
        return list(session.scalars(select(CertificateRecord).order_by(CertificateRecord.id)))


@pytest.mark.postgres
def test_only_who_attached_it_undoes_it_and_for_ten_minutes_only(desk: Desk) -> None:
    cabinet = Cabinet(desk)
    cora, record = cabinet.speaks(desk.cora), cabinet.completion("Ben Flores", "BLS")
    form = cora.says("training certificate")
    said = cora.submits(form, record=str(record.id), files=["F1"], expires="2027-01-31")
    assert "the file goes to the record of Ben Flores: Basic Life Support, 3 Dec 2024." in said.text
    with pytest.raises(Refused, match="not sent by you"):
        cabinet.speaks(desk.ada).presses(said, "Undo")
    other_account = replace(desk.cora.member, user="UCORA2", email="cora@other.example")
    again = cora.submits(cora.says("training certificate"), record=str(record.id), link="https://x.example/c")
    undone = cabinet.speaks(desk.office.speaker(other_account)).presses(again, "Undo")
    assert undone.text.startswith("Taken back: What was noted."), "by the person, whichever account they use"
    desk.clock.now = desk.clock.now.replace(minute=desk.clock.now.minute + 11)
    with pytest.raises(Refused, match="Undo is available for 10 minutes"):
        cora.presses(said, "Undo")
    [only] = there(cabinet)
    assert only.voided_at is None
    assert only.recorded_from == "the form Attach a certificate"


@pytest.mark.postgres
def test_a_certificate_of_what_was_corrected_proves_what_stands(desk: Desk) -> None:
    cabinet = Cabinet(desk)
    cora, record = cabinet.speaks(desk.cora), cabinet.completion("Ben Flores", "BLS")
    for file, expires in (("F1", "2027-01-31"), ("F2", "2027-02-28"), ("F3", "2027-02-28")):
        cora.submits(cora.says("training certificate"), record=str(record.id), files=[file], expires=expires)
    first, second, third = there(cabinet)
    assert {first.completion_id, second.completion_id, third.completion_id} == {record.id}
    with desk.store.reading() as session:
        query = select(CompletionRecord).where(CompletionRecord.corrects_id.is_not(None))
        corrections = session.scalars(query.order_by(CompletionRecord.id)).all()
    assert [each.expires_on for each in corrections] == [date(2027, 1, 31), date(2027, 2, 28)]
    assert desk.cora.says("training history Ben Flores").text.count("(on its way)") == 3
    with desk.store.writing() as session:
        for each in reversed(corrections):
            stands = session.get_one(CompletionRecord, each.id)
            void(session, stands, "not so", Trail("cora", "slack", desk.clock()), date(2026, 11, 2))
    lines = desk.cora.says("training history Ben Flores").text.splitlines()
    [stands_again] = [each for each in lines if each.startswith("3 Dec 2024") and "taken back" not in each]
    assert stands_again.count("(on its way)") == 3, "what stands again has its proof still"


def test_a_record_has_so_many_certificates_at_most(desk: Desk) -> None:
    cabinet = Cabinet(desk)
    for number in range(MOST_OF_ONE):
        cabinet.has("Ada Abbott", "BLS", b"%%PDF-1.%d" % number)
    ada, record = cabinet.speaks(desk.ada), cabinet.completion("Ada Abbott", "BLS")
    with pytest.raises(Problem, match="at most 20 certificates"):
        ada.submits(ada.says("training certificate"), record=str(record.id), files=["F9"])


@pytest.mark.postgres
def test_what_a_lead_confirmed_by_a_certificate_is_not_undone_by_who_attached_it(desk: Desk) -> None:
    cabinet = Cabinet(desk)
    ada, cora = cabinet.speaks(desk.ada), cabinet.speaks(desk.cora)
    for course, expires in (("ASIM Basic", "2027-12-31"), ("BLS", None)):
        desk.ada.says(f"training log {course} yesterday")
        record = str(desk.standing()[-1].id)
        form = ada.says("training certificate")
        said = ada.submits(form, record=record, files=["F1"], expires=expires)
        waits = desk.standing()[-1]
        desk.cora.clicks(APPROVE, {"record": waits.id})
        with pytest.raises(Refused, match="confirmed meanwhile, with what you attached"):
            ada.presses(said, "Undo")
        stands = desk.standing()[-1]
        assert (stands.id, stands.verified) == (waits.id, True)
    assert [each.voided_at for each in there(cabinet)] == [None, None]
    desk.clock.now += timedelta(minutes=1)
    late = ada.submits(ada.says("training certificate"), record=record, files=["F2"])  # on a confirmed one
    assert ada.presses(late, "Undo").text.startswith("Taken back: 1 certificate.")
    own = cora.submits(cora.says("training certificate"), record=record, files=["F3"], expires="2028-01-31")
    assert cora.presses(own, "Undo").text.startswith("Taken back: 1 certificate.")


def test_whose_account_belongs_to_nobody_is_shown_no_undo(desk: Desk) -> None:
    with desk.store.reading() as session:
        nobody = asks(session)
        request = replace(nobody, member=replace(nobody.member, person_id=1))
        shown = [attached_message(each, [], "BLS", ["Noted."], 7).blocks for each in (request, nobody)]
    assert [len(blocks) for blocks in shown] == [2, 1]
