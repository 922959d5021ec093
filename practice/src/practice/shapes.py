"""The names of the JSON shapes that travel between the workspace, the app and the page."""

from typing import Any

Json = dict[str, Any]
"""One JSON object."""

Blocks = list[Json]
"""The blocks of a message or a view, in order."""
