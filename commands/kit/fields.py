"""Fields that several capabilities ask for: files, a time of day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from slack_sdk.models.blocks import InputInteractiveElement, TimePickerElement

from commands.kit.forms import CantTake, Field
from commands.kit.request import Request

TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class FileInput(InputInteractiveElement):
    """Where files are brought; the SDK's models do not have this element."""

    type = "file_input"
    attributes = {"type", "action_id", "filetypes", "max_files"}  # noqa: RUF012 - as the SDK's elements have it

    def __init__(self, action_id: str, filetypes: Sequence[str], max_files: int) -> None:
        """An input of files whose names end so."""
        super().__init__(action_id=action_id, type=self.type)
        self.filetypes = list(filetypes)
        self.max_files = max_files


def files_field(
    name: str, label: str, endings: Sequence[str], most: int, hint: str = "", optional: bool = False
) -> Field[Sequence[str]]:
    """Files by their ids in Slack, up to `most`; what their names and sizes are is found out elsewhere."""

    def draw(initial: None) -> InputInteractiveElement:
        return FileInput(name, endings, most)

    def read(request: Request, field: str) -> Sequence[str]:
        files = list(dict.fromkeys(request.chosen(field)))
        if not files and not optional:
            raise CantTake("Bring one file." if most == 1 else "Bring a file.")
        if len(files) > most:
            raise CantTake("Bring one file." if most == 1 else f"Bring at most {most} files.")
        return files

    return Field(name, label, draw, read, hint, optional)


def time_field(name: str, label: str, missing: str, hint: str = "") -> Field[time]:
    """A time of day on the wall clock; `missing` is said where none was chosen."""

    def draw(initial: str | None) -> InputInteractiveElement:
        return TimePickerElement(action_id=name, initial_time=initial or None)

    def read(request: Request, field: str) -> time:
        said = request.typed(field)
        if not TIME.fullmatch(said):
            raise CantTake(missing)
        return time.fromisoformat(said)

    return Field(name, label, draw, read, hint)
