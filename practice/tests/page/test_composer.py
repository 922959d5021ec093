"""Writing: commands and names completed, threads, drafts, refusals, notices, shortcuts."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.page.every_block import Json
from tests.page.fake_workspace import PEOPLE, Serving

pytestmark = pytest.mark.browser


def last_action(serving: Serving) -> Json:
    action = serving.fake.actions[-1]["action"]
    assert isinstance(action, dict)
    return action


def test_a_command_is_completed_with_its_usage(page: Page, serving: Serving) -> None:
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("/tr")
    expect(page.get_by_role("option")).to_have_count(2)
    composer.press("ArrowDown")
    composer.press("ArrowUp")
    composer.press("Enter")
    expect(composer).to_have_value("/training ")
    expect(page.get_by_test_id("usage")).to_contain_text("/training log COURSE DAY HOURS")
    composer.press_sequentially("log ASIM yesterday 4h")
    composer.press("Enter")
    expect(composer).to_have_value("")
    expect(page.get_by_test_id("modal")).to_be_visible()
    assert last_action(serving) == {
        "type": "say",
        "conversation": "C1",
        "text": "/training log ASIM yesterday 4h",
    }


def test_a_command_written_out_is_sent_at_once(page: Page, serving: Serving) -> None:
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("/due")
    composer.press("Enter")
    expect(page.get_by_test_id("modal")).to_be_visible()
    assert last_action(serving)["text"] == "/due"


def test_a_name_is_completed_within_a_sentence(page: Page, serving: Serving) -> None:
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("/due @lui")
    expect(page.get_by_role("option")).to_have_text(["LOLuis OrtegaTraining officer, Cedar Fire"])
    composer.press("Tab")
    expect(composer).to_have_value("/due @Luis Ortega ")
    composer.press_sequentially("in 90 days")
    expect(page.get_by_role("option")).to_have_count(0)
    composer.press("Enter")
    expect(composer).to_have_value("")
    assert last_action(serving)["text"] == "/due @Luis Ortega in 90 days"


def test_escape_leaves_what_was_typed_and_shift_enter_breaks_the_line(page: Page, serving: Serving) -> None:
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("ask @m")
    expect(page.get_by_role("option", name="Muster")).to_be_visible()
    composer.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    composer.press("Shift+Enter")
    composer.press_sequentially("please")
    expect(composer).to_have_value("ask @m\nplease")
    assert serving.fake.actions == []


def test_what_is_typed_survives_a_change_and_a_look_elsewhere(page: Page, serving: Serving) -> None:
    composer = page.get_by_test_id("composer")
    composer.press_sequentially("half a sen")
    composer.press("ArrowLeft")
    bot = PEOPLE[-1]
    serving.change("U1", lambda fake, _: fake.add_message("U1", "C1", bot, "News"))
    expect(page.get_by_test_id("message").last).to_contain_text("News")
    expect(composer).to_be_focused()
    composer.press_sequentially("X")
    expect(composer).to_have_value("half a seXn")
    page.get_by_role("button", name="leads-only").click()
    expect(composer).to_have_value("")
    expect(composer).to_have_attribute("aria-label", "Message #leads-only")
    page.get_by_role("button", name="training", exact=True).click()
    expect(composer).to_have_value("half a seXn")


def test_a_refusal_gives_the_text_back(page: Page, serving: Serving) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(json={"ok": False, "error": "The channel is archived."})

    page.route("**/practice/act", refuse)
    composer = page.get_by_test_id("composer")
    composer.fill("Anyone here?")
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("toasts")).to_contain_text("The channel is archived.")
    expect(composer).to_have_value("Anyone here?")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_test_id("toasts")).to_have_text("")


def test_a_notice_is_shown_once(page: Page) -> None:
    composer = page.get_by_test_id("composer")
    composer.fill("/trouble")
    composer.press("Enter")
    expect(page.get_by_test_id("toasts")).to_contain_text("dispatch_failed")
    page.get_by_role("button", name="Dismiss").click()
    composer.fill("Well then")
    composer.press("Enter")
    expect(page.get_by_test_id("message").last).to_contain_text("Well then")
    expect(page.get_by_test_id("toasts")).to_have_text("")


def test_answering_in_a_thread(page: Page, serving: Serving) -> None:
    asked = page.get_by_test_id("message").filter(has_text="what I needed")
    asked.hover()
    asked.get_by_role("button", name="Reply in thread").click()
    composer = page.get_by_test_id("composer")
    expect(composer).to_be_focused()
    composer.fill("You are welcome")
    composer.press("Enter")
    reply = page.get_by_test_id("message").filter(has_text="You are welcome")
    expect(reply).to_be_in_viewport()
    expect(asked).to_contain_text("1 reply in thread")
    assert last_action(serving)["thread_ts"] == asked.get_attribute("data-ts")
    page.get_by_role("button", name="Leave the thread").click()
    composer.fill("Aloud")
    composer.press("Enter")
    expect(page.get_by_test_id("message").last).to_contain_text("Aloud")
    assert "thread_ts" not in last_action(serving)


def test_global_shortcuts_are_in_the_plus_menu(page: Page, serving: Serving) -> None:
    page.get_by_test_id("shortcuts").last.click()
    expect(page.get_by_role("menuitem")).to_have_text(["Log training", "Who's due?"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="From a shortcut")).to_be_visible()
    assert last_action(serving) == {"type": "shortcut", "callback_id": "due"}
