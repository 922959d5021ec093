"""Whom a row is about: two people are never made one, and one keeps every address they are known by."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from files.mapping import WrongColumns
from files.settled import NOTHING_SETTLED, Asks, Settled, answered
from storage.addresses import people_by_address
from storage.engine import Store
from storage.letters import FORMER_ADDRESS, LetterLine
from storage.people import Person, PersonAddress, RightKind, SlackIdentity
from storage.rights import give_right
from tests.files.imports.bringing import (
    NOW,
    completions,
    counts,
    look,
    person,
    reasons,
    take,
    undo,
)

HEAD = "email,member_id,first_name,last_name,agency"
FIRE, POLICE = "Cedar Fire", "Cedar Police"


def addresses(store: Store) -> dict[str, str]:
    """Every address people are known by beside today's, with whose it is."""
    with store.reading() as session:
        found = session.execute(select(PersonAddress.email, Person).join(Person)).all()
        return {email: each.name for email, each in found}


@pytest.mark.parametrize(
    "row",
    [
        f"st4@x.gov,C-2,Sue,Baker,{FIRE}",
        f"st4@x.gov,C-2,Jim,Cole,{FIRE}",
        f"st4@x.gov,,Sue,Baker,{FIRE}",
        f"st4@x.gov,,Jim,Cole,{POLICE}",
        f"st4@x.gov,C-2,Jim,Baker,{FIRE}",
        f"st4@x.gov,P-9,Ann,Cole,{POLICE}",
        f",C-1,Sue,Baker,{FIRE}",
        f"new@x.gov,C-1,Ann,Cole,{POLICE}",
    ],
)
def test_a_shared_mailbox_makes_nobody_somebody_else(small: Store, row: str) -> None:
    jim = f"st4@x.gov,C-1,Jim,Baker,{FIRE}"
    in_one = look(small, "roster", f"{HEAD}\n{jim}\n{row}")
    assert "Jim Baker, C-1, on line 2" in reasons(in_one)[3]
    take(small, "roster", f"{HEAD}\n{jim}")
    across = look(small, "roster", f"{HEAD}\n{row}")
    assert "Jim Baker, C-1, Cedar Fire" in reasons(across)[2]
    assert not across.writes


def test_a_new_name_or_number_is_asked_about_once(small: Store) -> None:
    married = "email,first_name,last_name,agency\nann@x.gov,Ann,O’Brien,Cedar Fire"
    plan = look(small, "roster", married)
    (question,) = plan.open
    assert question.asks is Asks.VALUE
    assert "Ann Lee" in question.said
    assert counts(plan) == (0, 0, 0, 1)
    settled = answered(NOTHING_SETTLED, question, "yes")
    take(small, "roster", married, settled=settled)
    assert person(small, "ann@x.gov").name == "Ann O’Brien"
    again = look(small, "roster", married.replace("O’Brien", "Young"), settled=settled)
    assert again.refused, "a yes for one name is none for the next"


def test_completions_never_rename_and_never_take_another_persons_row(small: Store) -> None:
    head = "email,Full Name,course,completed_on"
    plan, _ = take(
        small,
        "completions",
        f'{head}\nann@x.gov,"Lee, Anne",BLS,2026-01-10\nbob@x.gov,Sue Ray,BLS,2026-01-10',
    )
    assert "bob@x.gov is Bob Ray" in reasons(plan)[3]
    assert "this row names Sue Ray" in reasons(plan)[3]
    assert person(small, "ann@x.gov").name == "Ann Lee"
    assert len(completions(small, "ann@x.gov")) == 1


def test_a_member_id_beside_somebodys_mailbox_is_not_theirs_unsaid(small: Store) -> None:
    roster = f"{HEAD}\nst4@x.gov,C-130,Jim,Baker,{FIRE}\nann@x.gov,C-1,Ann,Lee,{FIRE}"
    take(small, "roster", roster)
    head = "email,member_id,name,course,completed_on\n"
    rows = ["st4@x.gov,C-131,,BLS", "st4@x.gov,C-132,,BLS", "ann@x.gov,1,,BLS", "ann@x.gov,9,Ann Lee,BLS"]
    rows += ["bob@x.gov,7,,BLS", "bob@x.gov,8,,BLS"]  # Bob has none, and two are not both his
    plan = look(small, "completions", head + "\n".join(f"{each},2026-01-10" for each in rows))
    assert sorted(reasons(plan)) == [2, 3, 6, 7]
    assert "C-131 is nobody's here, and st4@x.gov is Jim Baker, C-130" in reasons(plan)[2]


def test_ids_of_a_whole_file_that_count_otherwise_say_nothing(small: Store) -> None:
    take(small, "roster", f"{HEAD}\nann@x.gov,C-1,Ann,Lee,{FIRE}")
    head = "User ID,email,course,completed_on\n"
    rows = "88120,ann@x.gov,BLS,2026-01-10\n88121,bob@x.gov,BLS,2026-01-10\n88122,cid@x.gov,BLS,2026-01-10"
    assert not reasons(look(small, "completions", head + rows))


def test_names_alone_are_offered_within_the_agency(small: Store) -> None:
    take(
        small,
        "roster",
        f"email,first_name,last_name,agency\njo@a.gov,Jo,Poe,{FIRE}\njo@b.gov,Jo,Poe,{POLICE}",
    )
    text = f"""
        Name,Agency,course,completed_on
        Jo Poe,{FIRE},BLS,2026-01-10
        "Poe, Jo",Cedar FD,BLS,2026-01-11
        Jo Poe,,BLS,2026-01-10
        Ann Lee,{POLICE},BLS,2026-01-10
        Nobody Here,{FIRE},BLS,2026-01-10"""
    plan = look(small, "completions", text)
    assert [each.asks for each in plan.open] == [Asks.NAMES]
    assert not plan.writes
    plan, _ = take(small, "completions", text, settled=Settled(match_names=True))
    assert sorted(reasons(plan)) == [4, 5, 6]
    assert "may be Jo Poe" in reasons(plan)[4]
    assert "Nobody Here" in plan.whom.alone
    assert [(each.line, each.person, each.agency) for each in plan.whom.by_name] == [
        (2, "Jo Poe", FIRE),
        (3, "Jo Poe", FIRE),
    ]
    assert len(completions(small, "jo@a.gov")) == 2
    assert not completions(small, "jo@b.gov")


def test_what_says_nothing_is_nobodys_mark(small: Store) -> None:
    plan, _ = take(
        small,
        "roster",
        f"{HEAD}\neve@x.gov,N/A,Eve,Hay,{FIRE}\nN/A,F-9,Fay,Orr,{FIRE}\n-,-,Gil,Poe,{FIRE}\nkim@x.gov,n/a,Kim,Na,{FIRE}",
    )
    assert list(reasons(plan)) == [4]
    assert person(small, "eve@x.gov").member_id is None
    assert person(small, "kim@x.gov").last_name == "Na"


def test_a_person_keeps_every_address_and_undo_takes_them_back(small: Store) -> None:
    take(small, "roster", f"{HEAD}\nann@x.gov,C-1,Ann,Lee,{FIRE}")
    with small.reading() as session:
        before = session.execute(select(Person.__table__).order_by(Person.id)).all()
    moved = f"{HEAD}\nann.lee@new.gov,C-1,Ann,Lee,{FIRE}"
    plan, run = take(small, "roster", moved)
    assert counts(plan) == (0, 1, 0, 0)
    assert addresses(small) == {"ann@x.gov": "Ann Lee"}
    assert not look(small, "roster", moved).writes
    assert counts(look(small, "roster", f"{HEAD}\nann@x.gov,C-1,Ann,Lee,{FIRE}")) == (0, 1, 0, 0)
    known = look(small, "completions", "email,name,course,completed_on\nann@x.gov,Ann Lee,BLS,2026-01-10")
    assert counts(known) == (1, 0, 0, 0)
    other = look(small, "roster", f"{HEAD}\nann@x.gov,P-7,Pat,Orr,{POLICE}")
    assert "ann@x.gov is an address of Ann Lee, C-1" in reasons(other)[2], "one address is one person's"
    undo(small, run.id)
    assert addresses(small) == {}
    with small.reading() as session:
        assert session.execute(select(Person.__table__).order_by(Person.id)).all() == before
        assert people_by_address(session, ["ann.lee@new.gov"]) == {}


def test_two_agencies_addresses_are_both_the_persons(small: Store) -> None:
    both = f"{HEAD}\neve@fire.gov,C-5,Eve,Hay,{FIRE}\neve@police.gov,C-5,Eve,Hay,{POLICE}"
    plan, _ = take(small, "roster", both)
    assert not plan.refused
    assert addresses(small) == {"eve@police.gov": "Eve Hay"}
    assert not look(small, "roster", both).writes


def test_the_emergency_manager_is_told_who_is_linked_by_a_former_address(small: Store) -> None:
    """Her link and rights stay: Slack knows her by the address she had."""
    take(small, "roster", f"{HEAD}\nann@x.gov,C-1,Ann,Lee,{FIRE}")
    ann, bob = person(small, "ann@x.gov").id, person(small, "bob@x.gov").id
    with small.writing() as session:
        give_right(session, bob, RightKind.MANAGER, None, "a test", NOW)
        session.add(
            SlackIdentity(
                workspace="T1", user="U1", person_id=ann, email="ann@x.gov", linked_by="e-mail", seen_at=NOW
            )
        )
    take(small, "roster", f"{HEAD}\nann@new.gov,C-1,Ann,Lee,{FIRE}")
    with small.reading() as session:
        lines = session.scalars(select(LetterLine).where(LetterLine.matter == FORMER_ADDRESS)).all()
        assert [(line.person_id, line.about_id) for line in lines] == [(bob, ann)]
        assert session.get_one(SlackIdentity, ("T1", "U1")).person_id == ann
        assert people_by_address(session, ["ann@x.gov"])["ann@x.gov"].id == ann


def test_a_value_nobody_knows_is_asked_once_a_file(small: Store) -> None:
    text = """
        email,course,completed_on,Status
        ann@x.gov,Heartsaver,2026-01-10,Passed
        bob@x.gov,CPR,2026-01-10,Passed
        cid@x.gov,CPR,2026-01-10,92 % PASS
        ann@x.gov,BLS,2026-02-10,Sort of"""
    plan = look(small, "completions", text)
    assert {(each.about, *each.seen) for each in plan.open} == {
        ("course", "CPR"),
        ("course", "Heartsaver"),
        ("result", "Sort of"),
    }
    settled = NOTHING_SETTLED
    for question in plan.open:
        answers = {"Heartsaver": "", "Sort of": "incomplete"}
        if question.seen[0] in answers:
            settled = answered(settled, question, answers[question.seen[0]])
    settled.values["course"]["cpr"] = "BLS"
    plan, _ = take(small, "completions", text, settled=settled)
    assert counts(plan) == (3, 0, 0, 1)
    assert reasons(plan) == {2: "course: Heartsaver is left out, as was answered"}
    assert [each.result for each in completions(small, "ann@x.gov")] == ["incomplete"]


def test_whoever_is_known_by_one_of_two_addresses_is_meant(small: Store) -> None:
    head = "email,personal email,course,completed_on"
    two = "ann@home.example; ann@x.gov,,BLS,2026-01-10"
    both = "ann@x.gov,bob@x.gov,BLS,2026-01-11"
    plan = look(small, "completions", f"{head}\n{two}\n,bob@x.gov,BLS,2026-01-10\n{both}")
    assert [row.subject for row in plan.rows] == ["Ann Lee, BLS on 2026-01-10", "Bob Ray, BLS on 2026-01-10"]
    assert "Ann Lee and Bob Ray" in reasons(plan)[4]


def test_a_roster_keeps_somebody_known_by_both_addresses(small: Store) -> None:
    head = "Work Email,Personal Email,Member ID,First Name,Last Name,Agency"
    take(small, "roster", f"{head}\ndee@x.gov,dee@home.example,C-9,Dee,Fox,{FIRE}")
    assert (person(small, "dee@x.gov").last_name, addresses(small)) == (
        "Fox",
        {"dee@home.example": "Dee Fox"},
    )
    said = "email,course,completed_on,name\ndee@home.example,BLS,2026-01-10,Dee Fox"
    assert reasons(look(small, "completions", said)) == {}


def test_an_answer_that_names_nothing_is_refused_itself(small: Store) -> None:
    text = "email,course,completed_on\nann@x.gov,CPR,2026-01-10"
    for column, ours in (("course", "NOPE"), ("result", "maybe")):
        settled = Settled(values={column: {"cpr": ours}})
        with pytest.raises(WrongColumns, match=ours):
            look(small, "completions", text, settled=settled)
    by_name = "name,course,completed_on\nAnn Lee,BLS,2026-01-10"
    known = look(small, "completions", by_name, settled=Settled(match_names=True))
    assert "Known by name alone: Ann Lee: Ann Lee, Cedar Fire." in known.named
