"""What letters say of checklists: each reminder once, on its day, to whoever has the item to see to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from commands.kit.blocks import button, raw
from commands.kit.letters import Line
from commands.letters.letter_views import MOST, whole_message
from practice.judge import judge_message
from storage.audit import Trail
from storage.checklist_closing import close_item, snooze_item
from storage.checklist_keeping import ItemSaid, add_item, change_item, own_checklist
from storage.checklists import ChecklistItem, OwnerRight
from storage.deliveries import Delivery
from storage.engine import Store
from storage.letters import Often, choose
from storage.people import AffiliationRecord, SlackIdentity
from storage.region import Region
from storage.reminding import leave_for_the_unreached
from tests.jobs.mornings import LONG_AGO, Mornings, at

REGION = Region(timezone="America/New_York", emergency_managers=frozenset({"dana@grove.example"}))
DUE = date(2026, 12, 20)


@dataclass
class Listed(Mornings):
    """Cedar Fire with Ada, who owns items; Cora, who leads it; and Dana, the emergency manager."""

    people: dict[str, int] = field(default_factory=dict)
    now: datetime = LONG_AGO

    def __post_init__(self) -> None:
        self.people["ada"] = self.person("Ada")
        self.people["cora"] = self.person("Cora")
        self.leads(self.people["cora"])
        self.people["dana"] = self.person("Dana", agency="Grove County")
        self.begins("2026-11-20 13:00")

    def item(self, text: str = "Radio plan on file", due_on: date | None = DUE, **more: Any) -> int:
        owner = more.setdefault("owner_id", self.people["ada"])
        with self.store.writing() as session:
            checklist = own_checklist(session, self.agency("Cedar Fire"), TRAIL)
            return add_item(session, checklist, ItemSaid(text, due_on=due_on, **more), TRAIL, owner).id

    def through(self, first: str, last: str) -> None:
        """Every morning from one day to another, at 08:00 in New York (13:00 UTC)."""
        day = at(f"{first} 13:00")
        while day <= at(f"{last} 13:00"):
            leave_for_the_unreached(self.store, self.region, day)
            self.ticks(day)
            self.now = day
            day += timedelta(days=1)

    def told(self, name: str) -> list[str]:
        return [day.strftime("%d %b") for day in self.days(self.people[name])]

    def last(self, name: str) -> str:
        return self.letters(self.people[name])[-1]

    def does(self, what: object, key: int, *more: object) -> None:
        with self.store.writing() as session:
            trail = Trail("a test", "test", self.now)
            what(session, session.get_one(ChecklistItem, key), *more, trail)  # type: ignore[operator]

    def chooses(self, name: str, often: Often) -> None:
        with self.store.writing() as session:
            choose(session, self.people[name], often, 8, date(2026, 1, 1))


TRAIL = Trail("a test", "test", LONG_AGO)


@pytest.fixture
def listed(store: Store) -> Listed:
    return Listed(store, REGION)


@pytest.mark.postgres_whole
def test_fourteen_and_three_days_before_on_the_day_then_weekly_until_it_is_done(listed: Listed) -> None:
    key = listed.item()
    listed.through("2026-12-01", "2027-01-04")
    assert listed.told("ada") == ["06 Dec", "17 Dec", "20 Dec", "27 Dec", "03 Jan"]
    said = listed.letters(listed.people["ada"])
    assert "Radio plan on file (Cedar Fire): due 20 Dec 2026, in 14 days." in said[0]
    assert "due 20 Dec 2026, in 3 days." in said[1]
    assert "Radio plan on file (Cedar Fire): due today." in said[2]
    assert "overdue, it was due 20 Dec 2026." in said[4]
    listed.does(close_item, key, date(2027, 1, 4), "")
    listed.through("2027-01-05", "2027-01-20")
    assert len(listed.told("ada")) == 5
    assert listed.told("cora") == [] == listed.told("dana")


def test_on_leave_nothing_comes_and_afterwards_the_latest_alone(listed: Listed) -> None:
    listed.item()
    listed.away(listed.people["ada"], date(2026, 12, 5), date(2026, 12, 29))
    listed.through("2026-12-01", "2027-01-04")
    assert listed.told("ada") == ["30 Dec", "03 Jan"]
    assert listed.letters(listed.people["ada"])[0].count("Radio plan") == 1


def test_one_put_off_is_quiet_until_that_day(listed: Listed) -> None:
    key = listed.item()
    listed.through("2026-12-01", "2026-12-07")
    listed.does(snooze_item, key, date(2026, 12, 18))
    listed.through("2026-12-08", "2026-12-21")
    assert listed.told("ada") == ["06 Dec", "18 Dec", "20 Dec"]


def test_one_without_a_due_day_comes_on_the_day_it_was_put_off_to(listed: Listed) -> None:
    key = listed.item(due_on=None)
    listed.does(snooze_item, key, date(2026, 12, 18))
    listed.through("2026-12-01", "2026-12-31")
    assert listed.told("ada") == ["18 Dec"]
    assert "put off until today" in listed.last("ada")


def test_another_due_day_has_reminders_of_its_own_and_none_twice(listed: Listed) -> None:
    key = listed.item()
    listed.through("2026-12-01", "2026-12-18")
    listed.does(lambda *it: change_item(it[0], it[1], {"due_on": date(2026, 12, 29)}, it[2]), key)
    listed.through("2026-12-19", "2026-12-30")
    assert listed.told("ada") == ["06 Dec", "17 Dec", "26 Dec", "29 Dec"]


@pytest.mark.postgres_whole
def test_whose_owner_left_falls_to_the_lead_and_says_so(listed: Listed) -> None:
    listed.item()
    _leaves(listed, "ada", date(2026, 12, 10))
    listed.through("2026-12-01", "2026-12-18")
    assert listed.told("ada") == ["06 Dec"]
    assert listed.told("cora") == ["11 Dec", "17 Dec"]  # the one of the 6th, too: she was told nothing yet
    assert "Its owner, Ada Grove, is not on the roster now." in listed.last("cora")
    assert listed.told("dana") == []


def test_without_a_lead_in_slack_it_falls_to_the_emergency_manager(listed: Listed) -> None:
    listed.item(owner_id=None, owner_right=OwnerRight.LEAD)
    _leaves(listed, "cora", date(2026, 12, 1))
    listed.through("2026-12-01", "2026-12-18")
    assert (listed.told("ada"), listed.told("cora")) == ([], [])
    assert listed.told("dana") == ["06 Dec", "17 Dec"]
    assert "1 to be seen to soon in 1 agency without a lead." in listed.last("dana")


def test_what_is_a_managers_for_want_of_a_lead_is_one_line_apart_from_their_own(listed: Listed) -> None:
    for number in range(3):
        listed.item(f"Item {number}", owner_id=None, due_on=DUE - timedelta(days=number))
    listed.item("Brief the board", owner_id=None, owner_right=OwnerRight.MANAGER)
    _leaves(listed, "cora", date(2026, 12, 1))
    listed.through("2026-12-20", "2026-12-27")
    letter = listed.last("dana")
    assert "3 overdue in 1 agency without a lead." in letter
    assert "Item" not in letter
    assert "Brief the board (Cedar Fire): overdue" in letter
    assert listed.told("dana") == ["20 Dec", "25 Dec", "26 Dec", "27 Dec"]


def test_a_lead_who_is_not_in_slack_has_it_still_and_the_manager_reads_of_it(listed: Listed) -> None:
    listed.item(owner_id=None)
    with listed.store.writing() as session:
        session.execute(delete(SlackIdentity).where(SlackIdentity.person_id == listed.people["cora"]))
    listed.through("2026-12-06", "2026-12-06")
    assert (
        "Radio plan on file (Cedar Fire): due 20 Dec 2026, in 14 days. The agency has no lead"
        in listed.last("dana")
    )


def test_what_is_the_emergency_managers_by_right_is_theirs_alone(listed: Listed) -> None:
    listed.item(owner_id=None, owner_right=OwnerRight.MANAGER)
    listed.through("2026-12-01", "2026-12-10")
    assert (listed.told("cora"), listed.told("dana")) == ([], ["06 Dec"])


@pytest.mark.postgres_whole
def test_who_has_no_slack_is_told_of_by_their_lead_with_a_count_once_a_reminder(listed: Listed) -> None:
    silent = listed.person("Sid", slack=False)
    for text in ("Radio plan on file", "Roster current"):
        listed.item(text, owner_id=silent)
    listed.through("2026-12-01", "2026-12-20")
    assert listed.told("cora") == ["06 Dec", "17 Dec", "20 Dec"]
    first, _, last = listed.letters(listed.people["cora"])
    assert "1 of your people at Cedar Fire without Slack has news: 2 checklist items due soon." in first
    assert "2 checklist items due or overdue" in last


def test_who_has_slack_by_then_hears_the_next_one_themself(listed: Listed) -> None:
    silent = listed.person("Sid", slack=False)
    listed.item(owner_id=silent)
    listed.through("2026-12-01", "2026-12-06")
    with listed.store.writing() as session:
        session.add(
            SlackIdentity(
                workspace="T1",
                user="USID",
                person_id=silent,
                timezone="America/New_York",
                linked_by="e-mail",
                linked_at=LONG_AGO,
                seen_at=LONG_AGO,
            )
        )
    listed.through("2026-12-07", "2026-12-18")
    assert [day.day for day in listed.days(silent)] == [17]


def test_weekly_readers_hear_on_mondays_and_the_day_before_and_on_the_day(listed: Listed) -> None:
    listed.item(due_on=date(2026, 12, 25))  # a Friday
    listed.chooses("ada", Often.WEEKLY)
    listed.through("2026-12-01", "2027-01-05")
    # 14 days before was the Friday before the first; then "tomorrow" and "today"; overdue on a Monday
    assert listed.told("ada") == ["14 Dec", "24 Dec", "25 Dec", "04 Jan"]


def test_weekly_readers_hear_between_of_what_they_were_given_for_tomorrow(listed: Listed) -> None:
    listed.chooses("ada", Often.WEEKLY)
    trail = Trail("Cora Grove", "test", at("2026-12-15 20:00"))
    with listed.store.writing() as session:
        checklist = own_checklist(session, listed.agency("Cedar Fire"), TRAIL)
        said = ItemSaid("Radio plan", owner_id=listed.people["ada"], due_on=date(2026, 12, 17))
        add_item(session, checklist, said, trail, listed.people["cora"])
    listed.through("2026-12-16", "2026-12-17")  # a Wednesday and a Thursday
    assert listed.told("ada") == ["16 Dec", "17 Dec"]


def test_what_was_given_before_somebody_lets_me_write_again_hides_no_reminder(listed: Listed) -> None:
    ada = listed.people["ada"]
    listed.chooses("ada", Often.NEVER)
    trail = Trail("Cora Grove", "test", at("2026-12-14 20:00"))
    with listed.store.writing() as session:
        checklist = own_checklist(session, listed.agency("Cedar Fire"), TRAIL)
        add_item(session, checklist, ItemSaid("Radio plan", owner_id=ada, due_on=DUE), trail)
    listed.through("2026-12-15", "2026-12-15")
    with listed.store.writing() as session:
        choose(session, ada, Often.DAILY, 8, date(2026, 12, 16))
    listed.through("2026-12-16", "2026-12-18")
    assert listed.told("ada") == ["17 Dec"]
    assert "Given to you" not in listed.last("ada")


def test_who_wants_only_what_is_urgent_hears_when_it_is(listed: Listed) -> None:
    listed.item()
    listed.chooses("ada", Often.URGENT)
    listed.through("2026-12-01", "2026-12-28")
    assert listed.told("ada") == ["19 Dec", "20 Dec", "27 Dec"]


@pytest.mark.postgres_whole
def test_a_letter_that_could_not_be_sent_is_told_anew(listed: Listed) -> None:
    listed.item()
    listed.through("2026-12-01", "2026-12-05")
    listed.ticks("2026-12-06 13:00", arrive=False)
    assert len(listed.letters(listed.people["ada"])) == 1
    listed.ticks("2026-12-07 01:00")  # evening there: it is taken back
    assert listed.letters(listed.people["ada"]) == []
    listed.through("2026-12-07", "2026-12-08")
    assert listed.told("ada") == ["07 Dec"]
    assert "in 13 days" in listed.last("ada")


def test_what_somebody_else_gave_one_is_one_line_with_its_reminder(listed: Listed) -> None:
    ada = listed.people["ada"]
    now = datetime.combine(date(2026, 12, 16), at("2026-12-16 20:00").timetz())
    trail = Trail("Cora Grove", "test", now)
    with listed.store.writing() as session:
        checklist = own_checklist(session, listed.agency("Cedar Fire"), TRAIL)
        for text, due_on in (("Radio plan", DUE), ("Roster current", None), ("Done since", DUE)):
            said = ItemSaid(text, owner_id=ada, due_on=due_on)
            item = add_item(session, checklist, said, trail, listed.people["cora"])
        close_item(session, item, date(2026, 12, 16), "", trail)
    listed.through("2026-12-17", "2026-12-17")
    assert listed.told("ada") == ["17 Dec"]
    letter = listed.last("ada")
    assert "Given to you: Radio plan (Cedar Fire): due 20 Dec 2026, in 3 days." in letter
    assert "Given to you: Roster current (Cedar Fire): no day was set." in letter
    assert letter.count("Radio plan") == 1
    assert "Done since" not in letter
    listed.through("2026-12-18", "2026-12-19")
    assert listed.told("ada") == ["17 Dec"]


def test_a_letter_of_many_items_has_done_and_snooze_on_each_and_fits(listed: Listed) -> None:
    for number in range(MOST + 3):
        listed.item(f"Item {number} " + "of many words " * 40)
    listed.through("2026-12-06", "2026-12-06")
    with listed.store.reading() as session:
        [blocks] = [each.blocks for each in session.query(Delivery) if each.person_id == listed.people["ada"]]
    judge_message(blocks)
    labels = labels_of(blocks)
    assert labels.count("Done") == labels.count("Snooze") == MOST
    assert "Show all" in labels


def test_all_of_a_letter_has_each_lines_buttons_page_by_page() -> None:
    row = [button("Done", "checklist.done"), button("Snooze", "checklist.snooze_week")]
    lines = [Line(1, "item due", n, f"Item {n} " + "of many words " * 25, buttons=row) for n in range(20)]
    lines += [Line(1, "news", n, f"News {n} " + "of many words " * 25) for n in range(50)]
    start, seen, pages = 0, [], 0
    while start < len(lines):
        blocks = raw(whole_message(lines, DUE, "For official use", start).blocks)
        judge_message(blocks)
        shown = [n for n, line in enumerate(lines) if line.text.split(" of ")[0] in texts_of(blocks)]
        assert shown == list(range(start, start + len(shown)))
        assert labels_of(blocks).count("Done") == len([n for n in shown if n < 20])
        seen += shown
        pages, start = pages + 1, start + len(shown)
        assert ("Next" in labels_of(blocks)) is (start < len(lines))
    assert (seen, pages) == (list(range(70)), 5)


def texts_of(blocks: list[dict[str, Any]]) -> list[str]:
    said = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    return [line.split(" of ")[0] for text in said for line in text.split("\n")]


def labels_of(blocks: list[dict[str, Any]]) -> list[str]:
    elements = [each for block in blocks for each in block.get("elements", ())]
    return [each["text"]["text"] for each in elements if "action_id" in each]


def _leaves(listed: Listed, name: str, left_on: date) -> None:
    with listed.store.writing() as session:
        for each in session.query(AffiliationRecord).filter_by(person_id=listed.people[name]):
            each.left_on = left_on
