"""The text notations and dates at their edges, asked of the page's own modules."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.page.fake_workspace import Serving

pytestmark = pytest.mark.browser

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(context: BrowserContext, server: Serving) -> Iterator[Ask]:
    """Call an exported function of one of the page's modules."""
    page = context.new_page()
    page.goto(server.url)

    def call(module: str, expression: str, *arguments: Any) -> Any:
        load = f"await import('/page/script/{module}.js')"
        return page.evaluate(f"async (args) => ({expression})({load}, ...args)", list(arguments))

    yield call
    page.close()


DRAW = """(m, text) => {
  const box = document.createElementNS("http://www.w3.org/1999/xhtml", "div");
  const person = (id) => (id === "U1" ? { id, real_name: "A *B*" } : null);
  const directory = { reader: "U1", zone: "UTC", person, channel: () => null };
  box.append(...(m.mrkdwn ? m.mrkdwn(text, directory) : m.markdown(text)));
  return box.innerHTML.replace(/ (class|title|target|rel|role|aria-label|tabindex)="[^"]*"/g, "");
}"""


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("*a* b*c*d", "<strong>a</strong> b*c*d"),
        ("* not bold * and *", "* not bold * and *"),
        ("_*both*_", "<em><strong>both</strong></em>"),
        ("snake_case_ _x_.", "snake_case_ <em>x</em>."),
        ("`*raw* &lt;i&gt;`", "<code>*raw* &lt;i&gt;</code>"),
        ("a &amp;lt; b", "a &amp;lt; b"),
        ("<@U1> <@U9|nobody>", "<span>@A *B*</span> <span>@nobody</span>"),
        ("<javascript:alert(1)|x>", "<span>x</span>"),
        (
            "<https://a.example/?q=1&amp;r=2>",
            '<a href="https://a.example/?q=1&amp;r=2">https://a.example/?q=1&amp;r=2</a>',
        ),
        ("see https://a.example/b.", 'see <a href="https://a.example/b">https://a.example/b</a>.'),
        (
            "<!date^0^{date_num} {time_secs}|then>",
            '<time datetime="1970-01-01T00:00:00.000Z">1970-01-01 12:00:00 AM</time>',
        ),
        ("a\n&gt; b\n&gt; c\nd", "a<blockquote>b<br>c</blockquote>d"),
        (":nonsense: :tada:", ":nonsense: <span>🎉</span>"),
        ("10:30:45", "10:30:45"),
    ],
)
def test_mrkdwn(ask: Ask, text: str, drawn: str) -> None:
    assert ask("mrkdwn", DRAW, text) == drawn


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("a **b** *c* ~~d~~ `e*f*`", "<p>a <strong>b</strong> <em>c</em> <s>d</s> <code>e*f*</code></p>"),
        ("# T\ntext\n- a\n- b", "<h3>T</h3><p>text</p><ul><li>a</li><li>b</li></ul>"),
        ("3. c\n4. d", '<ol start="3"><li>c</li><li>d</li></ol>'),
        ("[x](javascript:alert(1))", "<p><span>x</span>)</p>"),
        (r"\*plain\* <b>", "<p>*plain* &lt;b&gt;</p>"),
        ("```\na\n\nb\n```\nc", "<pre>a\n\nb</pre><p>c</p>"),
        ("---", "<hr>"),
    ],
)
def test_markdown(ask: Ask, text: str, drawn: str) -> None:
    assert ask("markdown", DRAW, text) == drawn


NOW = 1_795_514_400  # Tuesday, November 24, 2026, 10:00 UTC


@pytest.mark.parametrize(
    ("offset", "form", "said"),
    [
        (0, "{date_pretty}", "Today"),
        (86_400, "by {date_short_pretty}", "By tomorrow"),
        (-86_400, "{date_long_pretty}", "Yesterday"),
        (0, "{date} {date_slash}", "November 24th, 2026 11/24/2026"),
        (-2 * 86_400, "{date}", "November 22nd, 2026"),
        (-13 * 86_400, "{date}", "November 11th, 2026"),
        (-7200, "{ago}", "2 hours ago"),
        (0, "{unknown}", "{unknown}"),
    ],
)
def test_date_formats(ask: Ask, offset: int, form: str, said: str) -> None:
    assert (
        ask("dates", "(m, epoch, form, now) => m.slackDate(epoch, form, 'UTC', now)", NOW + offset, form, NOW)
        == said
    )


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        ("2026-07-04T18:00", "America/Chicago", 1_783_206_000),
        ("2026-11-01T01:30", "America/Chicago", 1_793_514_600),  # twice that night: the first
        ("2026-03-08T02:30", "America/Chicago", 1_772_958_600),  # never that night: the hour after
        ("2026-12-31T23:59", "Pacific/Kiritimati", 1_798_711_140),
    ],
)
def test_wall_time_is_an_instant_in_the_reader_s_zone(ask: Ask, wall: str, zone: str, instant: int) -> None:
    assert ask("dates", "(m, wall, zone) => m.instantOf(wall, zone)", wall, zone) == instant


def test_axes_have_round_steps(ask: Ask) -> None:
    scale = "(m, low, high) => m.scale(low, high)"
    assert ask("charts", scale, 0, 82)["ticks"] == [0, 25, 50, 75, 100]
    assert ask("charts", scale, 0, 0)["ticks"][0] == 0
    assert ask("charts", scale, -3, 4)["low"] <= -3
