"""How long `muster serve` takes until it answers, and how much memory it has by then.

Beside an empty Bolt app behind the same server (`benchmarks.empty`), one after the other in turn.

`python -m benchmarks.starting [FOLDER]`: of this checkout, or of another one with a `.venv` of its own and
the same shape of the database; on SQLite.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.deliveries import MANIFEST, ROOT, SECRET
from benchmarks.stores import opened
from practice.client import Practice

STARTS = 7
PATIENCE_SECONDS = 60
MOST_TIMES = 3.0
MOST_SIZE = 2.0


@dataclass(frozen=True)
class Start:
    """Medians: seconds from the start of a process to its first answer, seconds of CPU, megabytes by then."""

    seconds: float
    cpu: float
    megabytes: float


def main() -> int:
    """Starts both several times; prints the medians, and what aim is missed."""
    missed = start_up(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
    for each in missed:
        print(f"Aim missed: {each}")
    return 1 if missed else 0


def start_up(checkout: Path = ROOT, kind: str = "sqlite") -> list[str]:
    """Measures and prints both, on a kind of database; the aims that are missed."""
    empty, muster = starting(checkout, kind)
    print(f"\nStarting, {kind}, medians of {STARTS}:{'answers after':>13}{'CPU':>10}{'resident':>12}")
    for name, each in (("an empty Bolt app", empty), ("muster serve", muster)):
        print(f"{name:32}{each.seconds:12.2f} s{each.cpu:8.2f} s{each.megabytes:9.0f} MB")
    # By CPU: how long the disk and the neighbours take is not ours.
    times, size = muster.cpu / empty.cpu, muster.megabytes / empty.megabytes
    print(f"{'times':32}{muster.seconds / empty.seconds:12.1f}{times:10.1f}{size:11.1f}")
    missed = [f"{kind}: starting takes {times:.1f} times an empty app (aim: {MOST_TIMES:g})"]
    missed = missed if times > MOST_TIMES else []
    if size > MOST_SIZE:
        missed.append(f"{kind}: memory is {size:.1f} times an empty app's (aim: {MOST_SIZE:g})")
    return missed


def starting(checkout: Path = ROOT, kind: str = "sqlite") -> tuple[Start, Start]:
    """The empty app's start, and Muster's."""
    muster = [str(checkout / ".venv" / "bin" / "muster"), "serve"]
    empty = [sys.executable, "-m", "benchmarks.empty"]
    found: dict[str, list[Start]] = {"empty": [], "muster": []}
    with opened(kind) as store, Practice(MANIFEST) as slack:
        environment = {
            **os.environ,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack.api_url,
            "MUSTER_DATABASE_URL": store.url.render_as_string(hide_password=False),
        }
        environment.pop("SLACK_APP_TOKEN", None)
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else every start compiles all of it anew
        store.close()
        for _ in range(STARTS):
            environment["MUSTER_HTTP_PORT"] = str(_free_port())
            found["empty"].append(_once(empty, environment, ROOT))
            environment["MUSTER_HTTP_PORT"] = str(_free_port())
            found["muster"].append(_once(muster, environment, checkout))
    return _medians(found["empty"]), _medians(found["muster"])


def _medians(starts: list[Start]) -> Start:
    return Start(
        statistics.median(each.seconds for each in starts),
        statistics.median(each.cpu for each in starts),
        statistics.median(each.megabytes for each in starts),
    )


def _once(command: list[str], environment: dict[str, str], checkout: Path) -> Start:
    port = int(environment["MUSTER_HTTP_PORT"])
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, cwd=checkout, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE_SECONDS:
                raise RuntimeError(f"{command[-1]} did not come up")
            time.sleep(0.005)
        return Start(time.perf_counter() - began, _cpu(process.pid), _megabytes(process.pid))
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _megabytes(pid: int) -> float:
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], check=True, capture_output=True, text=True)
    return int(shown.stdout) / 1024


def _cpu(pid: int) -> float:
    """Seconds a process and its threads used of a processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
