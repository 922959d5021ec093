"""Pictures in messages: cut to what Slack takes, and told in words to those who are read to."""

from __future__ import annotations

from commands.kit.blocks import raw
from commands.kit.charts import CHART_CATEGORIES, BarChart, DrawnBars, bar_of
from commands.kit.reading import text_of
from practice.judge import judge_message


def test_a_chart_however_long_is_one_that_slack_takes() -> None:
    labels = [f"Agency {number} of a county with long names" for number in range(CHART_CATEGORIES + 5)]
    values = list(range(len(labels)))
    chart = BarChart(
        "Requirements current " * 9, labels, [("Held " * 9, values), ("Wanted", values)], "people"
    )
    [drawn] = raw([chart])
    judge_message([drawn])
    categories = drawn["chart"]["axis_config"]["categories"]
    held, wanted = drawn["chart"]["series"]
    assert len(categories) == len(held["data"]) == CHART_CATEGORIES
    assert [each["label"] for each in held["data"]] == categories
    assert [each["value"] for each in wanted["data"]] == values[:CHART_CATEGORIES]
    assert drawn["chart"]["axis_config"]["y_label"] == "people"


def test_a_chart_of_one_series_is_told_in_words() -> None:
    chart = BarChart.of_one("Current, by discipline", "Current", [("Law", 79), ("Fire", 100)], ["Law: 79%"])
    [drawn] = raw([chart])
    judge_message([drawn])
    assert drawn["chart"]["series"] == [
        {"name": "Current", "data": [{"label": "Law", "value": 79}, {"label": "Fire", "value": 100}]}
    ]
    assert drawn["chart"]["axis_config"]["y_label"] == "percent"
    assert "told" not in drawn
    assert text_of([chart]) == "Current, by discipline\nLaw: 79%"


def test_bars_of_signs_are_drawn_as_they_are_and_told_without_them() -> None:
    bars = DrawnBars(["Law  ██░░", "Fire ████"], ["Law: 50%", "Fire: 100%"])
    [drawn] = raw([bars])
    judge_message([drawn])
    assert drawn["text"] == {"type": "mrkdwn", "text": "```Law  ██░░\nFire ████```"}
    assert text_of([bars]) == "Law: 50%\nFire: 100%"


def test_a_bar_of_signs_is_rounded_down_and_never_longer_than_the_whole() -> None:
    assert bar_of(79, 100, 10) == "███████░░░"
    assert bar_of(9, 4, 4) == "████"
    assert bar_of(0, 0, 3) == "░░░"
