"""An address is one person's: shown when it comes, put right by a file, and somebody else's after a yes."""

from __future__ import annotations

from sqlalchemy import select

from files.imports.plan import FieldChange, Plan
from files.imports.planning import plan_import
from files.kinds import kind_named
from files.settled import NOTHING_SETTLED, Asks, Settled, answered, layout_part
from files.table import read_table
from storage.audit import AuditKind, AuditRow
from storage.engine import Store
from storage.people import Person, PersonAddress, RightKind
from storage.region import Region
from storage.rights import give_right
from tests.files.imports.bringing import (
    NOW,
    TODAY,
    completions,
    counts,
    lines,
    look,
    person,
    reasons,
    take,
    undo,
)

HEAD = "email,member_id,first_name,last_name,agency"
FIRE = "Cedar Fire"
ANN = f"{HEAD}\nann@x.gov,C-1,Ann,Lee,{FIRE}"
MOVED = ANN.replace("ann@x.gov", "ann.lee@new.gov")


def addresses(store: Store) -> dict[str, str]:
    """Every address people are known by beside today's, with whose it is."""
    with store.reading() as session:
        found = session.execute(select(PersonAddress.email, Person).join(Person)).all()
        return {email: each.name for email, each in found if email != each.email}


def audited(store: Store, *kinds: AuditKind) -> list[tuple[str, str]]:
    """What is audited of some kinds, with the address it is about."""
    with store.reading() as session:
        query = select(AuditRow).where(AuditRow.kind.in_([each.value for each in kinds]))
        return [(row.what, row.detail["email"]) for row in session.scalars(query.order_by(AuditRow.id))]


def answer(plan: Plan, key: str) -> Settled:
    """What is settled once the plan's one question is answered."""
    (question,) = plan.open
    assert question.asks is Asks.VALUE
    return answered(NOTHING_SETTLED, question, key)


def test_a_second_address_is_a_change_that_is_shown_audited_and_taken_back(small: Store) -> None:
    take(small, "roster", ANN)
    second = f"{ANN}\nmallory@evil.gov,C-1,Ann,Lee,{FIRE}"
    plan, run = take(small, "roster", second)
    assert counts(plan) == (0, 1, 1, 0)
    assert plan.rows[1].changes == (FieldChange("also known by", None, "mallory@evil.gov"),)
    assert person(small, "ann@x.gov").member_id == "C-1"
    kept = ("also known by another address", "mallory@evil.gov")
    assert audited(small, AuditKind.ADDRESS_KEPT) == [kept]
    assert not look(small, "roster", second).writes, "known from two rows of one file"
    undone = undo(small, run.id)
    assert undone.taken_back == {"address": 1}
    assert addresses(small) == {}
    assert len(audited(small, AuditKind.ADDRESS_RELEASED)) == 1


def test_an_address_is_put_right_by_a_file(small: Store) -> None:
    take(small, "roster", ANN)
    take(small, "roster", MOVED)
    with small.writing() as session:
        ann = session.scalars(select(Person.id).where(Person.email == "ann.lee@new.gov")).one()
        give_right(session, ann, RightKind.MANAGER, None, "a test", NOW)
    plan, run = take(small, "roster", ANN)
    assert plan.rows[0].changes == (FieldChange("email", "ann.lee@new.gov", "ann@x.gov"),)
    assert plan.rows[0].notice.startswith("they hold rights here")
    assert person(small, "ann@x.gov").name == "Ann Lee"
    assert not look(small, "roster", ANN).writes
    undo(small, run.id)
    assert person(small, "ann.lee@new.gov").name == "Ann Lee"
    both = f"{MOVED}\nann@x.gov,C-1,Ann,Lee,{FIRE}"
    swapped = f"{ANN}\nann.lee@new.gov,C-1,Ann,Lee,{FIRE}"
    assert not look(small, "roster", both).writes
    assert not look(small, "roster", swapped).writes, "today's stays, wherever it stands"


def test_a_former_address_becomes_somebody_elses_after_a_yes(small: Store) -> None:
    take(small, "roster", ANN)
    take(small, "roster", MOVED)
    pat = f"{MOVED}\nann@x.gov,P-7,Pat,Orr,{FIRE}"
    plan = look(small, "roster", pat)
    assert "ann@x.gov is an address of Ann Lee, C-1" in reasons(plan)[3]
    assert "Whose is it?" in plan.open[0].said
    left_out = look(small, "roster", pat, settled=answer(plan, ""))
    assert (left_out.open, counts(left_out)) == ((), (0, 0, 1, 1))
    plan, run = take(small, "roster", pat, settled=answer(plan, "another"))
    assert counts(plan) == (1, 0, 1, 0)
    assert plan.rows[1].notice == "ann@x.gov no longer belongs to Ann Lee"
    assert person(small, "ann@x.gov").name == "Pat Orr"
    assert addresses(small) == {}
    assert audited(small, AuditKind.ADDRESS_RELEASED) == [("an address is no longer theirs", "ann@x.gov")]
    assert not look(small, "roster", pat).writes
    (kept,) = undo(small, run.id).kept
    assert (kept.what, kept.why) == ("address ann@x.gov of Ann Lee", "it is another person's now")


def test_somebody_known_takes_a_former_address_over_and_undo_gives_it_back(small: Store) -> None:
    take(small, "roster", f"{ANN}\nbob@x.gov,B-1,Bob,Ray,{FIRE}")
    take(small, "roster", MOVED)
    bob = f"{HEAD}\nann@x.gov,B-1,Bob,Ray,{FIRE}"
    plan = look(small, "roster", bob)
    assert "B-1 is Bob Ray, and ann@x.gov is Ann Lee" in reasons(plan)[2]
    _, run = take(small, "roster", bob, settled=answer(plan, "another"))
    assert person(small, "ann@x.gov").name == "Bob Ray"
    assert addresses(small) == {"bob@x.gov": "Bob Ray"}
    undo(small, run.id)
    assert person(small, "bob@x.gov").name == "Bob Ray"
    assert addresses(small) == {"ann@x.gov": "Ann Lee"}


def test_who_left_gives_their_address_up_to_whoever_has_it_now(small: Store) -> None:
    gone = f"email,first_name,last_name,agency,left_on\nann@x.gov,Ann,Lee,{FIRE},2026-05-01"
    pat = f"{HEAD}\nann@x.gov,P-7,Pat,Orr,{FIRE}"
    assert look(small, "roster", pat).open == (), "while she is there it is a shared mailbox"
    take(small, "roster", gone)
    _, run = take(small, "roster", pat, settled=answer(look(small, "roster", pat), "another"))
    assert person(small, "ann@x.gov").name == "Pat Orr"
    with small.reading() as session:
        ann = session.scalars(select(Person).where(Person.first_name == "Ann")).one()
        assert ann.email is None
    assert undo(small, run.id).kept[0].why == "its e-mail or member id is another person's now"


def test_half_a_name_is_no_proof_for_a_former_address(small: Store) -> None:
    for email in ("cora@x.gov", "cora@new.gov"):
        take(small, "roster", f"{HEAD}\n{email},C-9,Cora,Smith-Jones,{FIRE}")
    other = f"email,first_name,last_name,agency\ncora@x.gov,Cora,Smith,{FIRE}"
    assert look(small, "roster", other).open
    assert not look(small, "roster", other).writes
    assert counts(look(small, "roster", other.replace("Smith", "Smith-Jones"))) == (0, 1, 0, 0)


def test_a_file_of_completions_asks_whose_a_former_address_is(small: Store) -> None:
    take(small, "roster", ANN)
    take(small, "roster", MOVED)
    bare = "email,course,completed_on\nann@x.gov,BLS,2026-01-10"
    plan = look(small, "completions", bare)
    assert "an address that Ann Lee, C-1, Cedar Fire had" in reasons(plan)[2]
    assert not plan.writes
    settled = answer(plan, "yes")
    assert layout_part(settled).values == {}, "whose it is may be another answer tomorrow"
    take(small, "completions", bare, settled=settled)
    assert len(completions(small, "ann.lee@new.gov")) == 1
    named = "email,member_id,name,course,completed_on\nann@x.gov,{},{},BLS,2026-02-10"
    assert counts(look(small, "completions", named.format("C-1", ""))) == (1, 0, 0, 0)
    assert counts(look(small, "completions", named.format("", "Lee Ann"))) == (1, 0, 0, 0)
    assert look(small, "completions", named.format("", "A. Lee")).open
    other = look(small, "completions", named.format("", "Pat Orr"))
    assert (other.open, len(other.refused)) == ((), 1), "a file of completions makes nobody another"


def test_a_shorter_spelling_replaces_no_fuller_name(small: Store) -> None:
    """Two steps would make one person another: Dov, D., Diego."""
    head = "email,first_name,last_name,agency"
    take(small, "roster", f"{head}\ndov@x.gov,Dov,Ulrich-Berg,{FIRE}")
    for first, last in (("D.", "Ulrich"), ("Dov", "Berg")):
        assert not look(small, "roster", f"{head}\ndov@x.gov,{first},{last},{FIRE}").writes
    assert look(small, "roster", f"{head}\ndov@x.gov,Diego,Ulrich-Berg,{FIRE}").refused
    in_one = f"{head}\neve@x.gov,Eve,Hay,{FIRE}\neve@x.gov,E.,Hay,{FIRE}\neve@x.gov,Ella,Hay,{FIRE}"
    assert list(reasons(look(small, "roster", in_one))) == [3, 4]
    take(small, "roster", f"{head}\nkit@x.gov,K,Poe,{FIRE}")
    take(small, "roster", f"{head}\nkit@x.gov,Kit,Poe,{FIRE}")
    assert person(small, "kit@x.gov").name == "Kit Poe", "a fuller one does"


def test_the_settings_emergency_manager_is_nobody_elses_row(small: Store) -> None:
    """Before Dana was ever met: whoever bears her address would manage the region."""
    region = Region(emergency_managers=frozenset(["dana.reyes@x.gov"]))

    def roster(text: str, settled: Settled = NOTHING_SETTLED) -> Plan:
        with small.reading() as session:
            table = read_table(lines(text), "roster.csv")
            return plan_import(session, kind_named("roster"), table, region, TODAY, settled=settled)

    take(small, "roster", ANN)
    for row in ("C-1,Ann,Lee", "P-9,Eve,Hay"):
        text = f"{HEAD}\ndana.reyes@x.gov,{row},{FIRE}"
        plan = roster(text)
        assert "dana.reyes@x.gov is the e-mail of an emergency manager" in reasons(plan)[2]
        assert not plan.writes
        said = roster(text, answer(plan, "yes"))
        assert not said.refused
        assert "manages the region" in said.rows[0].notice
    beside = roster(f"{ANN}\ndana.reyes@x.gov,C-1,Ann,Lee,{FIRE}")
    assert list(reasons(beside)) == [3]
    own = roster(f"{HEAD}\ndana.reyes@x.gov,D-1,Dana,Reyes,{FIRE}")
    assert not own.open
    assert "manages the region" in own.rows[0].notice


def test_who_was_met_and_on_no_roster_yet_is_asked_about(small: Store) -> None:
    """An emergency manager of the settings is there before the first roster, called as Slack calls them."""
    with small.writing() as session:
        met = Person(email="nunderhill@x.gov", first_name="Nunderhill", last_name="")
        met.rekey()
        session.add(met)
    text = f"{HEAD}\nnunderhill@x.gov,C-9,Nora,Underhill,{FIRE}"
    plan = look(small, "roster", text)
    assert not plan.writes
    assert "nunderhill@x.gov is Nunderhill here, and Nora Underhill, C-9 in this file" in plan.open[0].said
    take(small, "roster", text, settled=answer(plan, "yes"))
    assert person(small, "nunderhill@x.gov").name == "Nora Underhill"
