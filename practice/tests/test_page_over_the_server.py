"""The page and the server together, in a real browser: the rest of the page is tried over a stand-in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright
from slack_bolt import App
from slack_sdk import WebClient

from practice.actor import Actor, Channel
from practice.client import Practice
from practice.shapes import Json
from tests.parrot import button, field, modal, section

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = pytest.mark.browser


@pytest.fixture
def page() -> Iterator[Page]:
    if not CHROMIUM.exists():
        pytest.skip(f"the page is tried in a browser, and Chromium is not at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        yield browser.new_page()
        browser.close()


def test_a_command_a_click_and_a_form(
    slack: Practice, ada: Actor, room: Channel, bolt: App, page: Page
) -> None:
    @bolt.command("/echo")
    def echo(ack: Any, body: Json) -> None:
        row = {"type": "actions", "elements": [button("Sign", "sign")]}
        ack(text="hello", blocks=[section(f"you said *{body['text']}*"), row])

    @bolt.action("sign")
    def sign(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal([field("Name", "plain_text_input")]))

    @bolt.view("form")
    def form(ack: Any, view: Json, body: Json, client: WebClient) -> None:
        ack()
        name = view["state"]["values"]["name"]["name"]["value"]
        client.chat_postMessage(channel=body["user"]["id"], text=f"signed by {name}")

    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.set_default_timeout(5000)
    page.goto(f"{slack.url}/#as={ada.id}&at={room.id}")
    composer = page.locator("textarea, [contenteditable]").first
    composer.click()
    page.keyboard.type("/echo Fire & Rescue")
    page.keyboard.press("Escape")
    page.get_by_test_id("send").click()
    page.get_by_text("you said Fire & Rescue").wait_for()
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_label("Name").fill("Ada")
    page.get_by_test_id("submit").click()
    ada.sees("signed by Ada", since="ever")
    assert wrong == []
    assert slack.complaints == []
