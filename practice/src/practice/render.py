"""Blocks, views and messages as plain text, the way somebody would read them aloud.

Controls stand in brackets: `[Share]`. Used to find what somebody sees, and to print transcripts.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from practice.escaping import unescape
from practice.shapes import Blocks, Json

_SPECIAL = re.compile(r"<([^<>]+)>")
_MARK = re.compile(r"(?<![\w`])([*_~])(?=\S)(.+?)(?<=\S)\1(?![\w`])", re.DOTALL)
_CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
_TOKEN = re.compile(r"\{(\w+)\}")
_BAR = 20


@dataclass(frozen=True)
class Reader:
    """Who reads: names for mentions, and the time zone dates are shown in."""

    names: Mapping[str, str] = field(default_factory=dict)
    tz: str = "UTC"

    def name(self, some_id: str, otherwise: str = "") -> str:
        """What an id is shown as."""
        return self.names.get(some_id) or otherwise or some_id


ANYBODY = Reader()


def text(source: Json | str | None, reader: Reader = ANYBODY) -> str:
    """A text object, or a message's own text, without its marks."""
    if source is None:
        return ""
    if isinstance(source, str):
        return mrkdwn(source, reader)
    if source.get("type") == "plain_text":
        return unescape(str(source.get("text") or ""))
    return mrkdwn(str(source.get("text") or ""), reader)


def mrkdwn(source: str, reader: Reader = ANYBODY) -> str:
    """Slack's markup read out: mentions and dates resolved, bold and the like dropped."""
    shown = _SPECIAL.sub(lambda match: _special(match[1], reader), source)
    parts: list[str] = []
    at = 0
    for match in _CODE.finditer(shown):
        parts += [_unmarked(shown[at : match.start()]), match[1] or match[2]]
        at = match.end()
    parts.append(_unmarked(shown[at:]))
    return unescape("".join(parts))


def _unmarked(shown: str) -> str:
    for _ in range(3):
        shown, found = _MARK.subn(r"\2", shown)
        if not found:
            break
    return shown


def _special(inner: str, reader: Reader) -> str:
    body, _, label = inner.partition("|")
    if inner.startswith("@"):
        return "@" + reader.name(body[1:], label)
    if inner.startswith("#"):
        return "#" + reader.name(body[1:], label)
    if inner.startswith("!date^"):
        return _date(body, label, reader)
    if inner.startswith("!subteam"):
        return label or "@group"
    if inner.startswith("!"):
        return f"@{body[1:]}"
    return label or body.removeprefix("mailto:")


def _date(body: str, fallback: str, reader: Reader) -> str:
    _, seconds, pattern, *_ = [*body.split("^"), "", ""]
    if not seconds.isdigit():
        return fallback
    when = datetime.fromtimestamp(int(seconds), UTC).astimezone(ZoneInfo(reader.tz))
    return _TOKEN.sub(lambda match: _moment(match[1], when) or fallback, pattern)


def _moment(token: str, when: datetime) -> str:
    clock = when.strftime("%I:%M %p").lstrip("0")
    shapes = {
        "ago": when.strftime("%Y-%m-%d"),
        "date": f"{when:%B} {when.day}, {when.year}",
        "date_long": f"{when:%A}, {when:%B} {when.day}, {when.year}",
        "date_num": when.strftime("%Y-%m-%d"),
        "date_short": f"{when:%b} {when.day}, {when.year}",
        "time": clock,
        "time_secs": when.strftime("%I:%M:%S %p").lstrip("0"),
    }
    return shapes.get(token.removesuffix("_pretty"), "")


def blocks(source: Blocks, reader: Reader = ANYBODY) -> list[str]:
    """Blocks as lines."""
    return [line for block in source for line in _block(block, reader)]


def message(source: Json, reader: Reader = ANYBODY) -> list[str]:
    """A message as lines: its blocks, or without any its text; then its files."""
    lines = blocks(source.get("blocks") or [], reader) or text(source.get("text"), reader).splitlines()
    return lines + [f"(file {f.get('name')})" for f in source.get("files") or []]


def view(source: Json, errors: Mapping[str, str] | None = None, reader: Reader = ANYBODY) -> list[str]:
    """A modal or Home as lines, with what its fields hold and the errors under them."""
    errors = errors or {}
    lines = [f"== {text(source['title'], reader)} =="] if source.get("type") == "modal" else []
    values = (source.get("state") or {}).get("values") or {}
    for block in source.get("blocks") or []:
        if block.get("type") == "input":
            held = values.get(block["block_id"], {}).get(block["element"]["action_id"], {})
            lines += _input(block, reader, held)
        else:
            lines += _block(block, reader)
        if block.get("block_id") in errors:
            lines.append(f"! {errors[block['block_id']]}")
    if "" in errors:
        lines.append(f"! {errors['']}")
    if source.get("type") == "modal":
        lines += [" ".join(f"[{text(source[k], reader)}]" for k in ("close", "submit") if source.get(k))]
    return [line for line in lines if line]


def _block(block: Json, reader: Reader) -> list[str]:
    known: dict[str, Callable[[Json, Reader], list[str]]] = {
        "actions": lambda b, r: [" ".join(element(e, r) for e in b.get("elements") or [])],
        "alert": lambda b, r: [f"({b.get('level', 'info')}) {text(b.get('text'), r)}"],
        "card": _card,
        "carousel": lambda b, r: [line for card in b.get("elements") or [] for line in _card(card, r)],
        "container": _container,
        "context": lambda b, r: [" ".join(element(e, r) for e in b.get("elements") or [])],
        "context_actions": lambda b, r: [" ".join(element(e, r) for e in b.get("elements") or [])],
        "data_table": _table,
        "data_visualization": _chart,
        "divider": lambda b, r: ["---"],
        "file": lambda b, r: [f"(file {b.get('external_id')})"],
        "header": lambda b, r: text(b.get("text"), r).splitlines(),
        "image": lambda b, r: [f"(image: {text(b.get('title'), r) or b.get('alt_text', '')})"],
        "input": lambda b, r: _input(b, r, {}),
        "markdown": lambda b, r: _unmarked(str(b.get("text") or "")).splitlines(),
        "plan": lambda b, r: (
            [str(b.get("title") or "")] + [line for t in b.get("tasks") or [] for line in _task(t, r)]
        ),
        "rich_text": lambda b, r: "".join(_rich(b.get("elements") or [], r)).splitlines(),
        "section": _section,
        "table": _table,
        "task_card": _task,
        "video": lambda b, r: [f"(video: {text(b.get('title'), r)})"],
    }
    read = known.get(str(block.get("type")))
    return read(block, reader) if read else [f"(a {block.get('type')} block)"]


def _section(block: Json, reader: Reader) -> list[str]:
    lines = text(block.get("text"), reader).splitlines()
    lines += [text(one, reader).replace("\n", ": ") for one in block.get("fields") or []]
    accessory = block.get("accessory")
    if accessory:
        lines = [*lines[:-1], f"{lines[-1] if lines else ''} {element(accessory, reader)}".strip()]
    return lines


def _input(block: Json, reader: Reader, held: Json) -> list[str]:
    optional = " (optional)" if block.get("optional") else ""
    shown = chosen(held, reader) or element(block["element"], reader)
    lines = [f"{text(block.get('label'), reader)}{optional}: {shown}"]
    if block.get("hint"):
        lines.append(f"({text(block['hint'], reader)})")
    return lines


def _card(card: Json, reader: Reader) -> list[str]:
    lines = [text(card.get(key), reader) for key in ("title", "subtitle", "body") if card.get(key)]
    if card.get("actions"):
        lines.append(" ".join(element(e, reader) for e in card["actions"]))
    return lines


def _container(block: Json, reader: Reader) -> list[str]:
    title = text(block.get("title"), reader)
    return [title] * bool(title) + [
        line for b in block.get("child_blocks") or [] for line in _block(b, reader)
    ]


def _task(task: Json, reader: Reader) -> list[str]:
    lines = [f"({task.get('status', 'pending')}) {task.get('title', '')}"]
    for key in ("details", "output"):
        if task.get(key):
            lines += _block(task[key], reader)
    return lines


def _table(block: Json, reader: Reader) -> list[str]:
    caption = [str(block["caption"])] if isinstance(block.get("caption"), str) else []
    return caption + [" | ".join(_cell(cell, reader) for cell in row) for row in block.get("rows") or []]


def _cell(cell: Json, reader: Reader) -> str:
    if cell.get("type") == "rich_text":
        return " ".join("".join(_rich(cell.get("elements") or [], reader)).split())
    return str(cell.get("text") or cell.get("value") or "")


def _chart(block: Json, reader: Reader) -> list[str]:
    chart = block.get("chart") or {}
    lines = [f"(chart: {block.get('title', '')})"]
    if chart.get("type") == "pie":
        points = [(p["label"], p["value"]) for p in chart.get("segments") or []]
        return lines + _bars(points)
    for series in chart.get("series") or []:
        lines.append(str(series.get("name") or ""))
        lines += _bars([(p["label"], p["value"]) for p in series.get("data") or []])
    return lines


def _bars(points: list[tuple[str, float]]) -> list[str]:
    most = max((abs(value) for _, value in points), default=0) or 1
    return [f"  {label}: {value} {'#' * round(abs(value) / most * _BAR)}".rstrip() for label, value in points]


def element(source: Json, reader: Reader = ANYBODY) -> str:
    """One element of a block: text as it is, controls in brackets."""
    kind = str(source.get("type"))
    label = text(source.get("text") or source.get("placeholder"), reader)
    options = [text(o.get("text"), reader) for o in source.get("options") or []]
    match kind:
        case "plain_text" | "mrkdwn":
            return text(source, reader)
        case "image":
            return f"(image: {source.get('alt_text', '')})"
        case "button" | "workflow_button" | "icon_button":
            return f"[{label}]"
        case "overflow":
            return f"[... {' | '.join(options)}]"
        case "radio_buttons" | "checkboxes":
            first = chosen(
                {"selected": source.get("initial_options") or source.get("initial_option")}, reader
            )
            return " ".join(f"({'x' if o in first.split(', ') else ' '}) {o}" for o in options)
        case "feedback_buttons":
            pair = (source.get("positive_button") or {}, source.get("negative_button") or {})
            return " ".join(f"[{text(b.get('text'), reader)}]" for b in pair)
    first = chosen({k: v for k, v in source.items() if k.startswith("initial_")}, reader)
    return f"[{first or label or '____'}]"


def chosen(held: Json, reader: Reader = ANYBODY) -> str:
    """What a field holds, as somebody would read it; nothing when it is empty."""
    return ", ".join(_held(value, reader) for key, value in held.items() if key != "type" and value)


def _held(value: object, reader: Reader) -> str:
    if isinstance(value, list):
        return ", ".join(_held(one, reader) for one in value)
    if isinstance(value, dict):
        if value.get("type") == "rich_text":
            return "".join(_rich(value.get("elements") or [], reader)).strip()
        return text(value["text"], reader) if "text" in value else str(value.get("name") or "")
    return reader.name(str(value))


def _rich(elements: Blocks, reader: Reader, prefix: str = "") -> Iterator[str]:
    for n, one in enumerate(elements, start=1):
        match one.get("type"):
            case "rich_text_section":
                yield f"{prefix}{_inline(one.get('elements') or [], reader)}\n"
            case "rich_text_list":
                start, step = int(one.get("offset") or 0), "  " * int(one.get("indent") or 0)
                for i, entry in enumerate(one.get("elements") or [], start=start + 1):
                    bullet = f"{i}. " if one.get("style") == "ordered" else "- "
                    yield from _rich([entry], reader, f"{step}{bullet}")
            case "rich_text_quote":
                yield "".join(
                    f"> {line}\n" for line in _inline(one.get("elements") or [], reader).splitlines()
                )
            case "rich_text_preformatted":
                yield f"{_inline(one.get('elements') or [], reader)}\n"
            case _:
                yield _inline([one], reader) + ("\n" if n == len(elements) else "")


def _inline(elements: Blocks, reader: Reader) -> str:
    return "".join(_leaf(one, reader) for one in elements)


def _leaf(one: Json, reader: Reader) -> str:
    match one.get("type"):
        case "text":
            return str(one.get("text") or "")
        case "link":
            return str(one.get("text") or one.get("url") or "")
        case "user":
            return "@" + reader.name(str(one.get("user_id")))
        case "channel":
            return "#" + reader.name(str(one.get("channel_id")))
        case "usergroup":
            return "@" + reader.name(str(one.get("usergroup_id")))
        case "team":
            return reader.name(str(one.get("team_id")))
        case "broadcast":
            return f"@{one.get('range')}"
        case "emoji":
            return f":{one.get('name')}:"
        case "color":
            return str(one.get("value") or "")
        case "date":
            body = f"!date^{one.get('timestamp')}^{one.get('format', '{date_num}')}"
            return _date(body, str(one.get("fallback") or ""), reader)
        case _:
            return ""
