"""Certificates on their way: fetched once, tried again, given up, never taken for what they are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from files.certificates import MOST_BYTES
from jobs import certificates
from jobs.certificates import LEASE, LET_GO_AFTER, NEVER_PLACED, TRY_FOR, work_on_certificates
from practice.judge import judge_message
from storage import certificate_room
from storage.audit import AuditRow, Trail
from storage.certificates import (
    IS_UNPLACED,
    IS_WAITING,
    BroughtBy,
    CertificateContent,
    CertificateRecord,
    CertificateState,
    bring,
    remove,
)
from storage.deliveries import Delivery
from storage.engine import Store
from storage.people import Person
from storage.training import CompletionRecord, CourseRecord
from tests.commands.slack_files import SlackFiles, slack_files
from tests.commands.speaking import NOON, Clock, small_county

PDF = b"%PDF-1.7 a certificate"
ASKED = "/api/files.info"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def server() -> Iterator[SlackFiles]:
    with slack_files() as slack:
        yield slack


@dataclass
class Counter:
    """Where certificates are brought, and the background behind it."""

    store: Store
    slack: SlackFiles
    clock: Clock
    completions: list[int]

    def brings(self, file_id: str = "F1", name: str = "card.pdf", content: bytes = PDF, **more: Any) -> None:
        """One file that is to prove every completion there is."""
        self.slack.keep(file_id, name, content, **more)
        with self.store.writing() as session:
            for each in self.completions:
                found = session.get_one(CompletionRecord, each)
                trail, by = Trail("ada@x", "slack", self.clock()), BroughtBy("T1", "UADA", found.person_id)
                bring(session, file_id, name, found.person_id, each, by, trail)

    def works(self, seconds: float = 60) -> int:
        settled = work_on_certificates(self.store, self.slack.client, self.clock())
        self.clock.now += timedelta(seconds=seconds)
        return settled

    def there(self) -> list[CertificateRecord]:
        with self.store.reading() as session:
            return list(session.scalars(select(CertificateRecord).order_by(CertificateRecord.id)))

    def hears(self) -> list[str]:
        with self.store.reading() as session:
            found = list(session.scalars(select(Delivery).order_by(Delivery.id)))
        for each in found:
            judge_message(each.blocks)
        return [each.text for each in found]

    def files(self) -> int:
        with self.store.reading() as session:
            return session.scalar(select(func.count()).select_from(CertificateContent)) or 0


@pytest.fixture
def counter(store: Store, server: SlackFiles) -> Counter:
    server.instead.clear()
    server.drips.clear()
    server.tokens.clear()
    county = small_county(store)
    with store.writing() as session:
        session.add(CourseRecord(key="bls", code="BLS", title="Basic Life Support"))
        session.flush()
        made = [
            CompletionRecord(person_id=each, course_id=1, completed_on=date(2026, 10, 1), recorded_at=NOON)
            for each in (county.ada, county.ben)
        ]
        session.add_all(made)
        session.flush()
        ids = [each.id for each in made]
    return Counter(store, server, Clock(), ids)


def many_completions(store: Store, many: int) -> list[int]:
    """Those of as many people, of one class."""
    with store.writing() as session:
        people = [Person(email=f"p{number}@x.example") for number in range(many)]
        session.add_all(people)
        session.flush()
        made = [
            CompletionRecord(person_id=each.id, course_id=1, completed_on=date(2026, 10, 1), recorded_at=NOON)
            for each in people
        ]
        session.add_all(made)
        session.flush()
        return [each.id for each in made]


@pytest.mark.postgres
def test_a_file_is_fetched_once_and_kept_once(counter: Counter) -> None:
    counter.brings()
    assert counter.works() == 2
    assert {(each.state, each.size) for each in counter.there()} == {(CertificateState.KEPT, len(PDF))}
    assert len(counter.slack.tokens) == 1, "one file that proves the class of two is fetched once"
    assert counter.hears() == []
    counter.brings("F2", "again.pdf")
    assert counter.works() == 2
    assert counter.files() == 1
    assert [each.state.value for each in counter.there()] == ["kept", "kept", "again", "again"]
    assert counter.works() == 0
    assert counter.hears() == ["again.pdf is with 2 of those records already: the same file is kept once."]
    with counter.store.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
    assert [(row.kind, row.actor, row.detail.get("sha256", "")) for row in rows] == [
        *[("certificate.brought", "ada@x", "")] * 2,
        *[("certificate.added", "ada@x", counter.there()[0].sha256)] * 2,
        *[("certificate.brought", "ada@x", "")] * 2,
        *[("certificate.refused", "Muster", "")] * 2,
    ]


@pytest.mark.postgres
def test_while_slack_is_away_it_is_asked_again_and_then_given_up(counter: Counter) -> None:
    counter.brings()
    counter.slack.instead[ASKED] = (503, {}, b"")
    assert [counter.works(11) for _ in range(4)] == [0, 0, 0, 0]
    counter.slack.instead[ASKED] = (429, JSON | {"Retry-After": "90"}, b'{"ok":false,"error":"ratelimited"}')
    counter.works(11)
    counter.slack.instead.clear()
    assert counter.works(80) == 0, "as long as Slack said"
    assert counter.works() == 2
    counter.brings("F2", "late.pdf")
    counter.slack.instead[ASKED] = (503, {}, b"")
    counter.works()
    counter.clock.now += TRY_FOR
    assert counter.works() == 2
    [told] = counter.hears()
    assert "late.pdf: Slack could not be reached. Bring it again." in told


def test_what_cuts_the_line_is_tried_again(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    path = counter.slack.keep("F1", "card.pdf", PDF)
    counter.brings()
    counter.slack.instead[path] = (200, {"Content-Length": str(len(PDF) + 5)}, PDF)
    assert counter.works() == 0
    assert counter.there()[0].attempts == 0, "Slack, not the file, cut it short"
    counter.slack.instead.clear()
    assert counter.works() == 2
    # One that drips holds up nobody for long.
    counter.brings("F2")
    counter.slack.drips[counter.slack.keep("F2", "card.pdf", PDF)] = 0.05
    monkeypatch.setattr("jobs.fetching.LONGEST_SECONDS", 0.2)
    assert counter.works() == 0
    monkeypatch.undo()
    counter.slack.drips.clear()
    assert counter.works() == 2


@pytest.mark.postgres
def test_what_kills_muster_does_so_twice_at_most(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(*args: Any, **more: Any) -> None:
        raise Killed

    counter.brings()
    monkeypatch.setattr(certificates, "keep", die)
    for _ in range(2):
        with pytest.raises(Killed):
            counter.works(0)
        assert counter.works(0) == 0, "somebody else may still be at it"
        counter.clock.now += LEASE
    assert counter.works() == 2
    [told] = counter.hears()
    assert "card.pdf: I tried twice, and it did not get through." in told
    assert counter.files() == 0


def test_what_is_not_kept_is_said_in_one_message(counter: Counter) -> None:
    counter.brings("F1", "page.pdf", b"<!DOCTYPE html><html>")
    counter.brings("F2", "big.pdf", b"%PDF-", size=2 * 1024**3)
    counter.brings("F3", "bigger.pdf", b"%PDF-" + b"x" * MOST_BYTES, size=10)
    counter.brings("F4", "most.pdf", b"%PDF-" + b"x" * (MOST_BYTES - 5))
    counter.brings("F5", "wrong.pdf", PDF)
    path = counter.slack.keep("F5", "wrong.pdf", PDF)
    counter.slack.instead[path] = (403, {}, b"")
    counter.works()
    [told] = counter.hears()
    assert "I could not keep 4 files:" in told
    for said in (
        "page.pdf is a web page",
        "big.pdf is larger than 10 MB",
        "bigger.pdf is larger than 10 MB",
        "Slack did not give me wrong.pdf (403)",
    ):
        assert said in told
    states = [each.state.value for each in counter.there()]
    assert states == ["refused"] * 6 + ["kept"] * 2 + ["refused"] * 2


def test_what_was_let_go_or_has_no_record_is_not_fetched(counter: Counter) -> None:
    counter.brings()
    with counter.store.writing() as session:
        first, second = session.scalars(select(CertificateRecord).order_by(CertificateRecord.id))
        remove(session, first, "let go", Trail("ada@x", "slack", counter.clock()))
        second.completion_id = None
    assert counter.works() == 0
    assert counter.slack.tokens == []
    counter.clock.now += LET_GO_AFTER
    assert counter.works() == 1
    assert counter.there()[1].why == NEVER_PLACED
    assert counter.slack.tokens == []
    [told] = counter.hears()
    assert "card.pdf: nobody said within a week what it proves." in told
    assert counter.works() == 0, "said once"


@pytest.mark.postgres
def test_what_is_asked_every_second_walks_over_no_other_file(counter: Counter) -> None:
    asked = (
        (IS_WAITING, CertificateRecord.not_before < NOON, "ix_certificate_waiting"),
        (IS_UNPLACED, CertificateRecord.recorded_at < NOON, "ix_certificate_unplaced"),
    )
    with counter.store.reading() as session:
        dialect = session.get_bind().dialect
        plan = "EXPLAIN " if dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
        if dialect.name == "postgresql":
            session.execute(text("SET enable_seqscan = off"))
        for which, when, index in asked:
            query = select(CertificateRecord.id).where(which, when)
            sql = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
            said = " ".join(map(str, session.execute(text(plan + sql)).all()))
            assert index in said, said


def test_one_file_for_fifty_is_hashed_and_written_once(counter: Counter) -> None:
    counter.completions = many_completions(counter.store, 50)
    counter.brings(content=b"%PDF-" + b"x" * (MOST_BYTES - 5))
    written: list[str] = []

    def watch(connection: object, cursor: object, statement: str, *more: object) -> None:
        if "INSERT INTO certificate_content" in statement:
            written.append(statement)

    event.listen(counter.store.engine, "before_cursor_execute", watch)
    assert counter.works() == 50
    event.remove(counter.store.engine, "before_cursor_execute", watch)
    assert len(written) == 1
    assert {each.state for each in counter.there()} == {CertificateState.KEPT}


def test_certificates_have_room_of_a_record_and_of_a_person_and_no_more(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificate_room, "MOST_OF_RECORD", 100)
    monkeypatch.setattr(certificate_room, "MOST_UNCONFIRMED", 150)
    first, _ = counter.completions
    with counter.store.writing() as session:
        ada = session.get_one(CompletionRecord, first).person_id
        another = CompletionRecord(
            person_id=ada, course_id=1, completed_on=date(2026, 10, 2), recorded_at=NOON
        )
        session.add(another)
        session.flush()
        second = another.id
    counter.completions = [first]
    for number, size in ((1, 60), (2, 40), (3, 1)):
        counter.brings(f"F{number}", content=b"%%PDF-1.%d" % number + b"x" * (size - 8))
        counter.works()
    assert [each.state for each in counter.there()] == ["kept", "kept", "refused"]
    assert "its record has 40 MB of certificates at most. Bring a smaller photo" in counter.hears()[-1]
    counter.completions = [second]
    for number, size in ((4, 50), (5, 9)):
        counter.brings(f"F{number}", content=b"%%PDF-1.%d" % number + b"x" * (size - 8))
        counter.works()
    assert [each.state for each in counter.there()][3:] == ["kept", "refused"]
    assert "200 MB of yours wait on records not confirmed. Ask your agency's lead" in counter.hears()[-1]
    with counter.store.writing() as session:
        session.get_one(CompletionRecord, first).verified = True
    counter.brings("F6", content=b"%PDF-1.6" + b"x")
    counter.works()
    assert counter.there()[-1].state == "kept"
