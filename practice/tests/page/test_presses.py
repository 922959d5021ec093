"""Pressing and choosing in messages and Home: what the app is told, and what is asked first."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.page.every_block import COURSES, Json, plain
from tests.page.fake_workspace import PEOPLE, FakeWorkspace, Serving

pytestmark = pytest.mark.browser


def presses(serving: Serving, wanted: int = 0) -> list[Json]:
    """The presses so far; `wanted` waits for that many."""
    deadline = time.monotonic() + 4
    while True:
        found = [one["action"] for one in serving.fake.actions if one["action"]["type"] == "press"]
        if len(found) >= wanted or time.monotonic() > deadline:
            return found
        time.sleep(0.01)


def show(serving: Serving, *elements: Json) -> None:
    """Put a message with these elements at the end of #training."""
    blocks = [{"type": "actions", "block_id": "a", "elements": list(elements)}]
    serving.change("U1", lambda fake, _: fake.add_message("U1", "C1", PEOPLE[-1], "Choose", blocks=blocks))


def test_a_button_tells_where_it_was_pressed(page: Page, serving: Serving) -> None:
    page.get_by_role("button", name="Share counts").click()
    (press,) = presses(serving, 1)
    ts = (
        page.get_by_test_id("message").filter(has=page.locator("[data-block=press]")).get_attribute("data-ts")
    )
    assert press["container"] == {"type": "message", "conversation": "C1", "ts": ts}
    assert (press["block_id"], press["action_id"], press["element"]) == ("press", "share", {"value": "2"})


def test_a_press_with_a_question_counts_once_agreed(page: Page, serving: Serving) -> None:
    void = page.get_by_role("button", name="Void", exact=True)
    void.click()
    dialog = page.get_by_test_id("confirm")
    expect(dialog.locator("strong")).to_have_text("struck through")
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog).to_have_count(0)
    assert presses(serving) == []
    void.click()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert presses(serving) == []
    void.click()
    dialog.get_by_role("button", name="Void it").click()
    assert presses(serving, 1)[0]["action_id"] == "void"


def test_an_overflow_menu_sends_its_option(page: Page, serving: Serving) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Show the rules").click()
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.get_by_role("button", name="More actions")).to_be_focused()
    assert presses(serving, 1)[0]["element"] == {
        "selected_option": {"text": plain("Show the rules"), "value": "rules"}
    }


def test_selects_and_dates_outside_input_blocks_tell_at_once(page: Page, serving: Serving) -> None:
    show(
        serving,
        {"type": "static_select", "action_id": "course", "placeholder": plain("Course"), "options": COURSES},
        {"type": "users_select", "action_id": "who", "placeholder": plain("Who")},
        {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-23"},
        {
            "type": "multi_static_select",
            "action_id": "many",
            "placeholder": plain("Several"),
            "options": COURSES,
        },
    )
    page.get_by_role("combobox", name="Course").click()
    page.keyboard.type("cpr")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Course: CPR and AED")).to_be_focused()
    page.get_by_role("combobox", name="Who").press("ArrowDown")
    expect(page.get_by_role("option", name="Pat Gone")).to_have_count(0)
    page.get_by_role("option", name="Mei Tanaka").click()
    page.get_by_label("Date").fill("2026-12-03")
    page.get_by_role("combobox", name="Several").click()
    page.get_by_role("option", name="ICS-100").click()
    page.get_by_role("option", name="ASIM Basic").click()
    assert len(presses(serving, 3)) == 3
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Remove ICS-100")).to_be_visible()
    told = [press["element"] for press in presses(serving, 4)]
    assert told[0]["selected_option"]["value"] == "cpr"
    assert told[1] == {"selected_user": "U3"}
    assert told[2] == {"selected_date": "2026-12-03"}
    assert [one["value"] for one in told[3]["selected_options"]] == ["ics-100", "asim-basic"]
    assert presses(serving)[3]["values"]["a"]["who"] == {"type": "users_select", "selected_user": "U3"}


def test_a_choice_taken_back_in_the_question_stays_as_it_was(page: Page, serving: Serving) -> None:
    question = {
        "title": plain("Really?"),
        "text": plain("All of it."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    show(
        serving,
        {
            "type": "radio_buttons",
            "action_id": "r",
            "options": COURSES[:2],
            "initial_option": COURSES[0],
            "confirm": question,
        },
    )
    page.get_by_role("radio", name="ICS-100").click()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_role("radio", name="ASIM Basic")).to_be_checked()
    assert presses(serving) == []


def test_home_is_opened_drawn_and_pressed(page: Page, serving: Serving) -> None:
    page.get_by_role("button", name="Home", exact=True).click()
    home = page.get_by_test_id("home")
    expect(home).to_contain_text("You are current in 5 of 6 courses.")
    assert serving.fake.actions[0]["action"] == {"type": "open_home"}
    home.get_by_role("button", name="How?").click()
    assert presses(serving, 1)[0]["container"] == {"type": "view", "view_id": "VHU1"}
    page.reload()
    expect(home).to_contain_text("You are current")


def test_home_keeps_focus_while_the_app_rewrites_it(page: Page, serving: Serving) -> None:
    page.get_by_role("button", name="Home", exact=True).click()
    how = page.get_by_test_id("home").get_by_role("button", name="How?")
    how.focus()

    def rewrite(_: FakeWorkspace, state: Json) -> None:
        state["home"]["blocks"][2]["text"]["text"] = "Coverage, newly counted"

    serving.change("U1", rewrite)
    expect(page.get_by_text("newly counted")).to_be_visible()
    expect(how).to_be_focused()
