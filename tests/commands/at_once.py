"""Two do the same in the same moment: both look before either has written, where nothing prevents it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread
from types import ModuleType
from typing import Any

import pytest

A_MOMENT = 0.5
"""Seconds the first waits for the second, which may be waiting for the first."""


def at_once(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, looks: str, do: Callable[[], object]
) -> list[object]:
    """What became of it for both, answers or errors; `looks`: the function of the module they look with."""
    looked, really, came = Barrier(2), getattr(module, looks), list[object]()

    def look(*given: Any, **more: Any) -> Any:
        found = really(*given, **more)
        with suppress(BrokenBarrierError):
            looked.wait(A_MOMENT)
        return found

    def one() -> None:
        try:
            came.append(do())
        except Exception as error:  # noqa: BLE001 - told to the test
            came.append(error)

    monkeypatch.setattr(module, looks, look)
    threads = [Thread(target=one) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    return came
