"""One of every block and element the page draws, as an app would send them."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, description: str | None = None) -> Json:
    made: Json = {"text": plain(text), "value": value}
    if description:
        made["description"] = plain(description)
    return made


COURSES = [
    option("ASIM Basic", "asim-basic", "All hazards, four hours"),
    option("ICS-100", "ics-100", "Introduction to incident command"),
    option("Hazmat awareness", "hazmat", "Yearly"),
    option("CPR and AED", "cpr"),
]
AGENCIES = [option(name, name.lower()) for name in ("Cedar Fire", "Grove Sheriff", "Grove Public Health")]


def text_blocks() -> list[Json]:
    return [
        {"type": "header", "block_id": "head", "text": plain("Readiness, week of November 16")},
        {
            "type": "section",
            "block_id": "words",
            "text": mrkdwn(
                "*41 of 58* are current, _up two_. ~Draft~ `ASIM-B` for <@U2> in <#C1|training>, "
                "see <https://example.org/plan?a=1&amp;b=2|the plan>. "
                "snake_case_name and 2*3*4 stay. :white_check_mark:\n"
                "> Fire &amp; Rescue asks <!here>\n"
                "```\ncode *not bold*\n```"
                "Next: <!date^1795514400^{date_short_pretty} at {time}|soon>"
            ),
        },
        {
            "type": "section",
            "block_id": "fields",
            "text": mrkdwn("Coverage by discipline"),
            "fields": [
                mrkdwn("*Fire*\n82 %"),
                mrkdwn("*Law*\n71 %"),
                mrkdwn("*EMS*\n90 %"),
                mrkdwn("*Health*\n64 %"),
            ],
            "accessory": {"type": "button", "action_id": "how", "text": plain("How?"), "value": "coverage"},
        },
        {
            "type": "context",
            "block_id": "context",
            "elements": [
                {"type": "image", "image_url": "/page/icon.svg", "alt_text": "Sign of the workspace"},
                mrkdwn("From 1,204 completions · *FOUO*"),
            ],
        },
        {"type": "divider", "block_id": "rule"},
        {
            "type": "actions",
            "block_id": "press",
            "elements": [
                {
                    "type": "button",
                    "action_id": "log",
                    "text": plain("Log training"),
                    "style": "primary",
                    "value": "1",
                },
                {"type": "button", "action_id": "share", "text": plain("Share counts"), "value": "2"},
                {
                    "type": "button",
                    "action_id": "void",
                    "text": plain("Void"),
                    "style": "danger",
                    "value": "3",
                    "confirm": {
                        "title": plain("Void this record?"),
                        "text": mrkdwn("It stays readable, *struck through*."),
                        "confirm": plain("Void it"),
                        "deny": plain("Keep it"),
                        "style": "danger",
                    },
                },
                {
                    "type": "overflow",
                    "action_id": "more",
                    "options": [option("Download CSV", "csv"), option("Show the rules", "rules")],
                },
            ],
        },
    ]


def rich_blocks() -> list[Json]:
    def words(text: str, **style: bool) -> Json:
        return {"type": "text", "text": text, **({"style": style} if style else {})}

    def entry(*parts: Json) -> Json:
        return {"type": "rich_text_section", "elements": list(parts)}

    return [
        {
            "type": "rich_text",
            "block_id": "rich",
            "elements": [
                entry(
                    words("A name is a name: "),
                    words("<!channel> *x*", bold=True),
                    words(", asked of "),
                    {"type": "user", "user_id": "U1"},
                    words(" in "),
                    {"type": "channel", "channel_id": "C2"},
                    words(" by "),
                    {
                        "type": "date",
                        "timestamp": 1795514400,
                        "format": "{date_long} at {time}",
                        "fallback": "November",
                    },
                    words(" "),
                    {"type": "emoji", "name": "seedling"},
                ),
                {
                    "type": "rich_text_list",
                    "style": "ordered",
                    "elements": [entry(words("Call the roll")), entry(words("Walk the route", italic=True))],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "indent": 1,
                    "elements": [entry(words("north gate")), entry(words("south gate", strike=True))],
                },
                {"type": "rich_text_list", "style": "ordered", "elements": [entry(words("Write it down"))]},
                {"type": "rich_text_quote", "elements": [words("Nobody was at the south gate.")]},
                {
                    "type": "rich_text_preformatted",
                    "elements": [words("gate   people\nnorth      14\nsouth       0")],
                },
            ],
        },
        {
            "type": "table",
            "block_id": "table",
            "column_settings": [{"is_wrapped": True}, {"align": "right"}, {"align": "center"}],
            "rows": [
                [{"type": "raw_text", "text": t} for t in ("Agency", "Due in 30 days", "Weakest")],
                [
                    {"type": "raw_text", "text": "Cedar Fire"},
                    {"type": "raw_number", "value": 7, "text": "7"},
                    {"type": "raw_text", "text": "Hazmat"},
                ],
                [
                    {"type": "raw_text", "text": "Grove Sheriff"},
                    {"type": "raw_number", "value": 12, "text": "12"},
                    {
                        "type": "rich_text",
                        "elements": [entry(words("CPR", bold=True))],
                    },
                ],
            ],
        },
        {
            "type": "markdown",
            "block_id": "markdown",
            "text": "## What next\n\n1. **Call** the lead\n2. Read [the plan](https://example.org/plan)\n"
            "   - gates\n   - radios\n\n- [x] booked\n- [ ] announced\n\n"
            "| Gate | People |\n| :--- | ---: |\n| North | 14 |\n| South | 0 |\n\n"
            "> one `quiet` word\n\n```\nraw *text*\n```",
        },
    ]


def box_blocks() -> list[Json]:
    weeks = ["Oct 26", "Nov 2", "Nov 9", "Nov 16"]

    def series(name: str, *values: float) -> Json:
        return {"name": name, "data": [{"label": w, "value": v} for w, v in zip(weeks, values, strict=True)]}

    axes = {"categories": weeks, "x_label": "Week", "y_label": "Current, %"}
    return [
        {
            "type": "alert",
            "block_id": "alert",
            "level": "warning",
            "text": mrkdwn("*Two agencies* have no trained lead."),
        },
        {
            "type": "alert",
            "block_id": "alert-good",
            "level": "success",
            "text": plain("The import is complete."),
        },
        {
            "type": "card",
            "block_id": "card",
            "icon": {"type": "image", "image_url": "/page/icon.svg", "alt_text": ""},
            "title": mrkdwn("*ASIM Basic* sign-in"),
            "subtitle": mrkdwn("Dec 3, 6:00 PM · Station 4"),
            "body": mrkdwn("Nine people are here."),
            "actions": [
                {
                    "type": "button",
                    "action_id": "here",
                    "text": plain("I'm here"),
                    "style": "primary",
                    "value": "s1",
                },
                {"type": "button", "action_id": "leaving", "text": plain("I'm leaving early"), "value": "s1"},
            ],
        },
        {
            "type": "data_visualization",
            "block_id": "bars",
            "title": "Coverage by discipline",
            "chart": {
                "type": "bar",
                "series": [series("Fire", 74, 78, 80, 82), series("Law", 70, 69, 72, 71)],
                "axis_config": axes,
            },
        },
        {
            "type": "data_visualization",
            "block_id": "lines",
            "title": "Due within 30 days",
            "chart": {"type": "line", "series": [series("Everyone", 31, 28, 35, 22)], "axis_config": axes},
        },
        {
            "type": "data_visualization",
            "block_id": "pie",
            "title": "Open actions by agency",
            "chart": {
                "type": "pie",
                "segments": [
                    {"label": "Cedar Fire", "value": 5},
                    {"label": "Grove Sheriff", "value": 3},
                    {"label": "Public Health", "value": 2},
                ],
            },
        },
        {
            "type": "image",
            "block_id": "image",
            "title": plain("A picture from elsewhere is not fetched"),
            "image_url": "https://example.org/map.png",
            "alt_text": "Map of the evacuation route",
        },
        {"type": "file", "block_id": "file", "external_id": "F1", "source": "remote"},
    ]


def field_blocks() -> list[Json]:
    """Every element that holds a value, in input blocks of a modal."""

    def field(name: str, label: str, element: Json, **more: Any) -> Json:
        return {
            "type": "input",
            "block_id": name,
            "label": plain(label),
            "element": {"action_id": "it"} | element,
        } | more

    return [
        {"type": "section", "block_id": "intro", "text": mrkdwn("One completion for *one or more* people.")},
        field(
            "course",
            "Course",
            {"type": "static_select", "placeholder": plain("Choose a course"), "options": COURSES},
        ),
        field("day", "Day", {"type": "datepicker", "initial_date": "2026-11-20"}),
        field(
            "hours",
            "Hours",
            {"type": "number_input", "is_decimal_allowed": True, "min_value": "0.5", "max_value": "80"},
            hint=plain("As on the certificate."),
        ),
        field(
            "people",
            "People",
            {
                "type": "multi_external_select",
                "min_query_length": 1,
                "placeholder": plain("Search the roster"),
            },
        ),
        field(
            "instructor",
            "Instructor",
            {"type": "users_select", "placeholder": plain("Who taught it")},
            optional=True,
        ),
        field("watchers", "Tell also", {"type": "multi_users_select"}, optional=True),
        field("where", "Announce in", {"type": "conversations_select"}, optional=True),
        field("start", "Start", {"type": "timepicker", "initial_time": "18:00"}, optional=True),
        field("until", "Until", {"type": "datetimepicker", "initial_date_time": 1795514400}, optional=True),
        field(
            "result",
            "Result",
            {"type": "radio_buttons", "options": AGENCIES[:2], "initial_option": AGENCIES[0]},
        ),
        field("flags", "Also", {"type": "checkboxes", "options": COURSES[:2]}, optional=True),
        field(
            "agencies",
            "Agencies",
            {
                "type": "multi_static_select",
                "option_groups": [
                    {"label": plain("Fire and law"), "options": AGENCIES[:2]},
                    {"label": plain("Health"), "options": AGENCIES[2:]},
                ],
            },
            optional=True,
        ),
        field("mail", "E-mail", {"type": "email_text_input"}, optional=True),
        field("evidence", "Evidence link", {"type": "url_text_input"}, optional=True),
        field(
            "notes",
            "Notes",
            {
                "type": "plain_text_input",
                "multiline": True,
                "max_length": 200,
                "placeholder": plain("Anything else"),
            },
            optional=True,
        ),
        field("papers", "Certificates", {"type": "file_input", "filetypes": ["pdf", "txt"]}, optional=True),
        {
            "type": "actions",
            "block_id": "deeper",
            "elements": [
                {"type": "button", "action_id": "push", "text": plain("Check for doubles"), "value": "x"}
            ],
        },
    ]
