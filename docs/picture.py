"""Takes the pictures of the README and the guides anew: `python docs/picture.py`, with Chromium installed.
Those of the first day are taken by `python docs/first_day.py`, those of questions and files by
`python docs/asking.py`.

It runs the demo, opens the practice workspace's page as people of every right, and says what they would say,
so that the pictures show what Muster answers and nothing drawn by hand. They are made small (`palette.py`).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

from palette import small
from paper import as_pdf, drawn
from playwright.sync_api import Locator, Page, ViewportSize, expect, sync_playwright
from playwright.sync_api import TimeoutError as TookTooLong

DOCS = Path(__file__).parent
SIZE: ViewportSize = {"width": 1200, "height": 800}
WIDE: ViewportSize = {"width": 1280, "height": 860}
NARROW: ViewportSize = {"width": 420, "height": 1300}
BESIDE = 220
"""How much of a page's height its header and the place to write take, with room to spare."""
ASKED = "@Muster who's due for a refresher in Cedar Fire for ASIM Basic?"
LEAD, RESPONDERS = "Training officer, Cedar Fire", "Firefighter, Cedar Fire"
MANAGER = "Emergency manager, Grove County"
REVIEWED, TASK = "Yew school full-scale", "Set staging"
ADDRESS = re.compile(r"Open (http://\S+) in a browser")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def demo(*words: str) -> Iterator[str]:
    """The demo in a process of its own; the page's address. Raises SystemExit where it does not come up."""
    command = [sys.executable, "-m", "bot.cli", "demo", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=DOCS.parent)  # noqa: S603
    try:
        assert process.stdout is not None
        found = next(filter(None, map(ADDRESS.search, process.stdout)), None)
        if found is None:
            raise SystemExit("The demo did not come up: run `make demo` to see why.")
        yield found.group(1)
    finally:
        process.terminate()
        process.wait(20)


def main() -> None:
    """Writes the pictures."""
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        raise SystemExit("The pictures are taken in Chromium, and it is not installed.")
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(address)
        who_is_due(page)
        page.set_viewport_size(WIDE)
        letter(page)
        page.set_viewport_size(WIDE)
        meeting(page)
        seats(page)
        items(page)
        progress(page)
        teams(page)
        class_card(page)
        sign_in(page)
        review(page)
        trend(page)
        verify(page)
        transcript(page)
        summary(page)
        report(page)
        digest(page)
        homes(page)
        answers(page)
        browser.close()


def who_is_due(page: Page) -> None:
    """Cedar Fire's training officer asks in the channel."""
    _be(page, LEAD)
    _say(page, "readiness", ASKED, "Share")
    page.wait_for_load_state("networkidle")
    _take("picture", page)


def meeting(page: Page) -> None:
    """The call of the next meeting as the channel reads it: counts, and what who is invited may press."""
    _be(page, RESPONDERS)
    page.get_by_test_id("conversations").get_by_text("readiness", exact=True).click()
    coming = page.get_by_role("button", name="Coming", exact=True)
    card = page.get_by_test_id("message").filter(has=coming).last
    expect(card).to_contain_text("seats filled", timeout=10_000)
    _take("meeting", card)
    _narrow(page, "meeting-narrow", card)


def seats(page: Page) -> None:
    """The emergency manager, who called it, looks at who answered what, seat by seat."""
    _be(page, MANAGER)
    asked = _say(page, "Messages", "/meeting", "Who answered what")
    asked.get_by_role("button", name="Who answered what", exact=True).click()
    answer = page.get_by_test_id("message").filter(has_text="Who answered: ").last
    answer.wait_for()
    _take("seats", answer)
    _narrow(page, "seats-narrow", answer)


def items(page: Page) -> None:
    """The letter of a firefighter who is to see to something: Done and Snooze beneath it."""
    _be(page, RESPONDERS)
    page.get_by_test_id("conversations").get_by_text("Messages", exact=True).click()
    snooze = page.get_by_role("button", name="Snooze", exact=True)
    came = page.get_by_test_id("message").filter(has=snooze).last
    if not _has_come(came, "letter-item"):
        return
    _take("letter-item", came)
    _narrow(page, "letter-item-narrow", came)


def progress(page: Page) -> None:
    """The emergency manager looks at how far each agency is with what it was handed."""
    _be(page, MANAGER)
    _composed(page, "Messages", "/checklist progress agency-readiness")
    answer = page.get_by_test_id("message").filter(has_text="have everything done").last
    answer.wait_for()
    _take("checklist", answer)
    _narrow(page, "checklist-narrow", answer)


def teams(page: Page) -> None:
    """The emergency manager asks how many teams deep the county is."""
    _be(page, MANAGER)
    answer = _say(page, "Messages", "/readiness teams", "Plan the exercise that fixes it")
    _take("teams", answer)
    _narrow(page, "teams-narrow", answer)


def class_card(page: Page) -> None:
    """Two sign in to today's class, and one of them leaves early; the channel sees how many are here."""
    early = page.get_by_role("button", name="I'm leaving early", exact=True)
    card = page.get_by_test_id("message").filter(has=early).filter(has_text="Instructor").first
    for which in range(2):
        _be(page, RESPONDERS, which)
        page.get_by_test_id("conversations").get_by_text("readiness", exact=True).click()
        card.get_by_role("button", name="I'm here", exact=True).click()
        expect(card).to_contain_text(f"{which + 1} here.", timeout=10_000)
    card.get_by_role("button", name="I'm here", exact=True).blur()
    page.mouse.move(0, 0)
    _take("class-sign-in", card)
    _narrow(page, "class-sign-in-narrow", card)


def sign_in(page: Page) -> None:
    """Three sign in to today's exercise, one of them in a position; the channel sees how many are here."""
    _be(page, LEAD)
    page.get_by_test_id("conversations").get_by_text("readiness", exact=True).click()
    here = page.get_by_role("button", name="I'm here", exact=True)
    card = page.get_by_test_id("message").filter(has=here).filter(has=page.get_by_role("combobox")).last
    card.get_by_role("button", name="I'm here", exact=True).click()
    expect(card).to_contain_text("1 here from", timeout=10_000)
    for which, position in enumerate(("Rescue task force", "Triage")):
        _be(page, RESPONDERS, which)
        card.get_by_role("combobox").click()
        page.get_by_role("option", name=position).click()
        expect(card).to_contain_text(f"{which + 2} here from", timeout=10_000)
    _take("sign-in", card)
    _narrow(page, "sign-in-narrow", card)


def review(page: Page) -> None:
    """The emergency manager opens the review of an exercise that was rated."""
    _be(page, MANAGER)
    _composed(page, "Messages", f"/exercise review {REVIEWED}")
    form = page.get_by_test_id("modal")
    form.get_by_text("How the tasks went").wait_for()
    _take("review", page)
    page.keyboard.press("Escape")
    form.wait_for(state="detached")


def trend(page: Page) -> None:
    """The emergency manager looks at how one task went, in bars and as Slack's own chart."""
    answer = _say(page, "Messages", f"/exercise trend {TASK}", "As a chart")
    answer.get_by_role("button", name="As a chart", exact=True).click()
    chart = page.get_by_test_id("message").filter(has_text=f"How it went: {TASK}").last
    chart.wait_for()
    _take("trend", chart)
    _narrow(page, "trend-narrow", chart)


def verify(page: Page) -> None:
    """Two responders log a class, and their training officer looks at what waits to be approved."""
    for which, said in enumerate(("ASIM Basic yesterday 4h", "BLS 2 days ago, good until 3 Mar 2029")):
        _be(page, RESPONDERS, which)
        _say(page, "Messages", f"/training log {said}", "Undo")
    _be(page, LEAD)
    _composed(page, "Messages", "/training verify")
    page.get_by_test_id("modal").get_by_text("for you to confirm").wait_for()
    _take("verify", page)
    _narrow(page, "verify-narrow", page.get_by_test_id("modal"))
    page.keyboard.press("Escape")
    page.get_by_test_id("modal").wait_for(state="detached")


def transcript(page: Page) -> None:
    """A firefighter takes their record along: the first page of the PDF that came."""
    _be(page, RESPONDERS)
    _say(page, "Messages", "/training transcript", "As a workbook instead")
    came = _document(page, re.compile(r"transcript-.*\.pdf|Training record"))
    (DOCS / "transcript.png").write_bytes(small(drawn(came)))


def summary(page: Page) -> None:
    """The emergency manager's one page for the council."""
    _be(page, MANAGER)
    _composed(page, "Messages", "give me the summary for the council")
    came = _document(page, re.compile(r"readiness-summary-.*\.pdf|Readiness of"))
    (DOCS / "summary.png").write_bytes(small(drawn(came)))


def report(page: Page) -> None:
    """The after-action report of an exercise that was rated: its first page, as LibreOffice opens it."""
    _be(page, MANAGER)
    _composed(page, "Messages", f"after action report for {REVIEWED}")
    came = as_pdf(_document(page, re.compile(r"after-action-.*\.docx|After-action report: ")))
    if came is None:
        print("No picture of a report: LibreOffice (soffice) is not installed.")
        return
    (DOCS / "after-action.png").write_bytes(small(drawn(came)))


def _document(page: Page, name: re.Pattern[str]) -> bytes:
    """The newest document of that name that came."""
    link = page.get_by_role("link", name=name).last
    link.wait_for()
    address = link.get_attribute("href")
    assert address is not None
    return page.request.get(urljoin(page.url, address)).body()


def letter(page: Page) -> None:
    """What came to the training officer in the morning."""
    _be(page, LEAD)
    page.get_by_test_id("conversations").get_by_text("Messages", exact=True).click()
    often = page.get_by_role("button", name="How often I write", exact=True)
    came = page.get_by_test_id("message").filter(has=often).last
    if not _has_come(came, "letter"):
        return
    _take("letter", came)
    _narrow(page, "letter-narrow", came)


def _has_come(letter: Locator, name: str) -> bool:
    """Whether a letter is there: it comes by day, where it is day in the county. Where not, that is said."""
    try:
        letter.wait_for(timeout=10_000)
    except TookTooLong:
        print(f"No picture of {name}: it comes between 8 in the morning and the evening, in Chicago.")
        return False
    return True


def digest(page: Page) -> None:
    """The channel's digest; and its preview, which shows it as a workspace without charts does."""
    _be(page, MANAGER)
    page.get_by_test_id("conversations").get_by_text("readiness", exact=True).click()
    came = page.get_by_test_id("message").filter(has_text="Keys: current").last
    came.wait_for()
    _take("digest", came)
    _narrow(page, "digest-narrow", came)
    _composed(page, "readiness", "/readiness digest")
    form = page.get_by_test_id("modal")
    form.get_by_role("button", name="Preview", exact=True).click()
    page.get_by_test_id("modal").get_by_text("What to do next").first.wait_for()
    _take("digest-plain", page)
    while page.get_by_test_id("modal").count():
        page.keyboard.press("Escape")
        page.wait_for_timeout(300)


def homes(page: Page) -> None:
    """Home as a responder, a lead and the emergency manager open it."""
    for title, name in ((RESPONDERS, "home-responder"), (LEAD, "home-lead"), (MANAGER, "home-manager")):
        _be(page, title)
        page.get_by_test_id("conversations").get_by_text("Home", exact=True).click()
        home = page.get_by_test_id("home")
        expect(home).to_contain_text("letter", timeout=10_000)
        _take(name, page)
        page.set_viewport_size(NARROW)
        _take(f"{name}-narrow", page)
        page.set_viewport_size(WIDE)


def answers(page: Page) -> None:
    """Where the county stands: readiness, gaps, projection, scorecard; in text, and as charts and tables."""
    _be(page, MANAGER)
    for name, said, own, richer, shown in (
        ("readiness", "/readiness", "Digest here", "As a chart", ".chart-drawing"),
        ("gaps", "/readiness gaps", "As a table", "As a table", "table"),
        ("projection", "/readiness projection by 1 March", "Refresher wave", "", ""),
        ("scorecard", "/readiness scorecard", "How it was counted", "As a chart", ".chart-drawing"),
    ):
        answer = _say(page, "Messages", said, own)
        _take(name, answer)
        _narrow(page, f"{name}-narrow", answer)
        if shown:
            messages = page.get_by_test_id("message")
            page.wait_for_timeout(1_000)  # for what else came meanwhile
            before = messages.count()
            answer.get_by_role("button", name=richer, exact=True).click()
            expect(messages).not_to_have_count(before, timeout=10_000)
            drawn = messages.filter(has=page.locator(shown)).last
            _take(f"{name}-chart", drawn)
            _narrow(page, f"{name}-chart-narrow", drawn)


def _be(page: Page, title: str, which: int = 0) -> None:
    page.get_by_test_id("speaker").click()
    page.get_by_role("option", name=title).nth(which).click()
    page.wait_for_load_state("networkidle")


def _composed(page: Page, place: str, text: str) -> None:
    page.get_by_test_id("conversations").get_by_text(place, exact=True).click()
    called = "#readiness" if place == "readiness" else "Muster"
    composer = page.get_by_placeholder(f"Message {called}")
    composer.fill(text)
    page.get_by_test_id("send").click()


def _say(page: Page, place: str, text: str, button: str) -> Locator:
    """Says it there; the newest message with that button, which only its answer has."""
    _composed(page, place, text)
    answered = page.get_by_role("button", name=button, exact=True)
    answer = page.get_by_test_id("message").filter(has=answered).last
    answer.wait_for()
    return answer


def _narrow(page: Page, name: str, of: Locator) -> None:
    page.set_viewport_size(NARROW)
    _take(name, of)
    page.set_viewport_size(WIDE)


def _make_room(of: Locator) -> None:
    """Makes the page so high that all of it is seen at once, with what stands above and below its place."""
    box, size = of.bounding_box(), of.page.viewport_size
    assert box is not None
    assert size is not None
    if box["height"] + BESIDE > size["height"]:
        of.page.set_viewport_size({"width": size["width"], "height": int(box["height"]) + BESIDE})
        of.page.wait_for_timeout(300)  # for the page to lie anew
        of.scroll_into_view_if_needed()


def _take(name: str, of: Page | Locator) -> None:
    page = of.page if isinstance(of, Locator) else of
    if isinstance(of, Locator):
        _make_room(of)
    page.mouse.move(0, 0)
    (DOCS / name).with_suffix(".png").write_bytes(small(of.screenshot(animations="disabled")))


if __name__ == "__main__":
    main()
