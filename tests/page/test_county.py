"""The demo's county in a browser: each Home, `/readiness` and the digest fit one screen, two on a phone."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from sqlalchemy.orm import Session

from bot import demo
from bot.logs import log_to
from bot.serving import Muster, by_socket
from practice.client import Slack
from readiness.due import EVERYONE
from storage.answers import who_is_due_on
from storage.catalogue import catalogue_of
from storage.people import Person, RightKind
from storage.rights import give_right
from storage.roster import people_on_roster
from tests.conftest import WHOLE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not WHOLE, reason="a whole county takes long: make prove"),
]

DESKTOP: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 420, "height": 860}
SCREENS = {"desktop": 1, "phone": 2}
THREE = ("Grove County EMS", "Grove 911", "Birch Police Department")


@dataclass
class Shown:
    """The demo in a browser, with some of the county's people in it."""

    page: Page
    people: dict[str, str]

    def opens_home(self, who: str) -> str:
        """Opens Home as somebody; what it says."""
        self.page.set_viewport_size(DESKTOP)
        self._be(who)
        self.page.get_by_test_id("conversations").get_by_text("Messages", exact=True).click()
        self.page.get_by_test_id("composer").wait_for()
        self.page.get_by_test_id("conversations").get_by_text("Home", exact=True).click()
        home = self.page.get_by_test_id("home")
        expect(home).to_contain_text("For official use")
        return home.inner_text()

    def screens(self, size: ViewportSize) -> float:
        """How many screens of that size the open Home takes."""
        self.page.set_viewport_size(size)
        home = self.page.get_by_test_id("home")
        whole, seen = home.evaluate("each => [each.scrollHeight, each.clientHeight]")
        return float(whole / seen)

    def says(self, who: str, text: str) -> Any:
        """What Muster answers to somebody."""
        self.page.set_viewport_size(DESKTOP)
        self._be(who)
        self.page.get_by_test_id("conversations").get_by_text("Messages", exact=True).click()
        composer = self.page.get_by_test_id("composer")
        composer.fill(text)
        self.page.get_by_test_id("send").click()
        expect(composer).to_have_value("")
        return self.page.get_by_test_id("message").filter(has_text="How we know").last

    def digest(self) -> Locator:
        """The newest digest in the channel."""
        self.page.set_viewport_size(DESKTOP)
        self._be("manager")
        self.page.get_by_test_id("conversations").get_by_text("readiness", exact=True).click()
        found = self.page.get_by_test_id("message").filter(has_text="What to do next").last
        found.wait_for(timeout=20_000)
        found.locator("figure svg").first.wait_for()
        return found

    def _be(self, who: str) -> None:
        name = self.people[who]
        self.page.get_by_test_id("speaker").click()
        self.page.get_by_role("option", name=name).first.click()
        expect(self.page.get_by_test_id("speaker")).to_contain_text(name)


@pytest.fixture
def shown(browser: Browser, tmp_path: Path) -> Iterator[Shown]:
    with demo.practice_workspace(0) as slack:
        yield from _shown(browser, slack, tmp_path)


def _shown(browser: Browser, slack: Slack, folder: Path) -> Iterator[Shown]:
    log_to(quiet=True)
    muster = demo.county_at_work(folder, slack)
    cast = demo.people_the_county(slack, muster)
    people = {
        who: getattr(cast, who).real_name for who in ("responder", "lead", "manager", "stranger", "guest")
    }
    for who, (name, email) in _more_people(muster).items():
        slack.person(name, email=email, tz=demo.ZONE)
        people[who] = name
    stopping = threading.Event()
    serving = threading.Thread(
        target=by_socket, args=(muster, slack.app_token, stopping), kwargs={"tries_on": True}, daemon=True
    )
    serving.start()
    muster.jobs.start()
    try:
        slack.wait_for_app(seconds=20)
        demo.bring_to_life(cast, muster)
        page = browser.new_page(viewport=DESKTOP)
        page.set_default_timeout(15_000)
        page.goto(slack.url)
        page.get_by_test_id("composer").wait_for()
        yield Shown(page, people)
        page.close()
    finally:
        stopping.set()
        serving.join(10)
        muster.stop()


def _more_people(muster: Muster) -> dict[str, tuple[str, str]]:
    """The lead of three agencies, somebody with nothing due, and somebody Slack has yet to tell of."""
    now = datetime.now(UTC)
    today = muster.conversation.region.day(now)
    with muster.store.writing() as session:
        keys = [_key(session, name) for name in THREE]
        due = {entry.person.id for entry in who_is_due_on(session, today, EVERYONE)}
        ems = [each for each in people_on_roster(session, today, [keys[0]]) if each.email]
        three = next(each for each in ems if each.id in due)
        for key in keys:
            give_right(session, three.id, RightKind.LEAD, key, "demo", now, "command line")
        police = [each for each in people_on_roster(session, today, [keys[2]]) if each.email]
        nothing = next(each for each in police if each.id not in due and each is not three)
        new = next(each for each in police if each.id in due and each is not three)
        return {
            "three": _known(three),
            "nothing": _known(nothing),
            "new": _known(new),
        }


def _known(person: Person) -> tuple[str, str]:
    return person.name, person.email or ""


def _key(session: Session, name: str) -> int:
    found = catalogue_of(session).agency_named(name)
    assert found is not None
    return found.key


def fits(shown: Shown) -> bool:
    assert shown.screens(DESKTOP) <= 1
    assert shown.screens(PHONE) <= 2
    return True


def test_what_is_shown_of_a_county_fits_its_screens(shown: Shown) -> None:
    """One test, so that the county is brought to life once, whichever processes share the tests."""
    each_home_is_one_screen(shown)
    the_managers_home_says_who_asks_to_be_linked_and_all_that_waits(shown)
    readiness_is_one_screen(shown)
    the_digest_is_one_screen_and_says_little_before_what_to_do(shown)


def each_home_is_one_screen(shown: Shown) -> None:
    said = shown.opens_home("responder")
    assert said.startswith("You are due for ")
    assert "\nLog\n" in said
    assert "What waits for you\n" in said
    assert "Cedar Fire Department\n" not in said
    assert fits(shown)

    assert not shown.opens_home("nothing").startswith("You are due for ")
    assert fits(shown)
    assert shown.opens_home("new").startswith("You are due for ")
    assert fits(shown)

    said = shown.opens_home("lead")
    assert "Cedar Fire Department\n" in said
    assert "more people are due" in said
    assert fits(shown)

    said = shown.opens_home("three")
    assert all(f"{name}: " in said for name in THREE)
    assert fits(shown)

    for who in ("stranger", "guest"):
        said = shown.opens_home(who)
        assert "Ask to be linked" in said
        assert "What waits" not in said
        assert fits(shown)


def the_managers_home_says_who_asks_to_be_linked_and_all_that_waits(shown: Shown) -> None:
    shown.opens_home("stranger")
    shown.page.get_by_role("button", name="Ask to be linked").click()
    expect(shown.page.get_by_test_id("modal")).to_contain_text("I asked")
    shown.page.keyboard.press("Escape")
    said = shown.opens_home("manager")
    assert "The region\nCurrent: " in said
    assert "What to do next\n1. Sam Quill asks to be linked to the roster" in said
    assert "\n3. " in said
    assert "\n4. " not in said
    assert fits(shown)
    shown.page.set_viewport_size(DESKTOP)
    shown.page.get_by_role("button", name="Look", exact=True).click()
    expect(shown.page.get_by_test_id("modal")).to_contain_text("asks to be linked to the roster")
    shown.page.keyboard.press("Escape")
    expect(shown.page.get_by_test_id("modal")).to_have_count(0)
    shown.page.get_by_role("button", name="All that waits").click()
    expect(shown.page.get_by_test_id("modal")).to_contain_text("On checklists: ")
    shown.page.keyboard.press("Escape")


def readiness_is_one_screen(shown: Shown) -> None:
    answer = shown.says("manager", "/readiness")
    expect(answer).to_contain_text("requirements current")
    for size, screens in ((DESKTOP, 1), (PHONE, 2)):
        shown.page.set_viewport_size({**size, "height": 2400})
        assert height_of(answer) <= screens * size["height"]


def the_digest_is_one_screen_and_says_little_before_what_to_do(shown: Shown) -> None:
    digest = shown.digest()
    assert height_of(digest) <= DESKTOP["height"]
    labels = digest.locator("figure svg text").all_text_contents()
    assert {"0", "100"} <= {*labels}, "its axis runs from 0 to 100"
    assert not [label for label in labels if label.endswith("…")], "no label is cut"
    before_the_steps = digest.inner_text().split("What to do next")[0].split("What changed since")[1]
    numbers = re.findall(r"\d[\d,.]*%?", before_the_steps.split(":", 1)[1])
    assert len(numbers) <= 3, "at most three numbers before the first next step"
    shown.page.set_viewport_size(PHONE)
    shown.page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    assert height_of(digest) <= 2 * PHONE["height"]


def height_of(message: Locator) -> float:
    box = message.bounding_box()
    assert box is not None
    return box["height"]
