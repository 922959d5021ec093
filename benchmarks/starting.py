"""How long `muster serve` takes until it answers, and how much memory it has by then, beside an empty Bolt app.

`python -m benchmarks.starting [FOLDER]`: of this checkout, or of another one with a `.venv` of its own. The
empty app is started in turn with it, so that whatever else the machine does falls on both alike.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from practice.client import Practice

STARTS = 7
PATIENCE_SECONDS = 60
HERE = Path(__file__).resolve().parent.parent


def main() -> int:
    """Starts it several times; prints the medians."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    muster, empty = beside_an_empty_one(folder)
    print(
        f"`muster serve` answers after {muster[0]:.2f} s, with {muster[1]:.0f} MB resident ({STARTS} starts)"
    )
    print(f"an empty Bolt app after {empty[0]:.2f} s, with {empty[1]:.0f} MB")
    print(f"ratios: {muster[0] / empty[0]:.1f} (aim: 3), {muster[1] / empty[1]:.1f} (aim: 2)")
    return 0


def starting(checkout: Path = HERE) -> tuple[float, float]:
    """Median seconds from the start of the process to its first answer, and megabytes resident then."""
    return beside_an_empty_one(checkout)[0]


def beside_an_empty_one(checkout: Path = HERE) -> tuple[tuple[float, float], tuple[float, float]]:
    """The same of Muster, and of an empty Bolt app behind the same server."""
    muster = str(checkout / ".venv" / "bin" / "muster")
    ours, empty = [], []
    with tempfile.TemporaryDirectory() as folder, Practice(HERE / "manifest.yml") as slack:
        environment = {
            **os.environ,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": "a secret of the bench alone",
            "SLACK_API_URL": slack.api_url,
            "MUSTER_DATABASE_URL": f"sqlite:///{folder}/start.db",
            "PYTHONDONTWRITEBYTECODE": "",
        }
        environment.pop("SLACK_APP_TOKEN", None)
        subprocess.run(
            [muster, "db", "upgrade"], env=environment, cwd=checkout, check=True, capture_output=True
        )
        for _ in range(STARTS + 1):
            port = _free_port()
            environment["MUSTER_HTTP_PORT"] = str(port)
            ours.append(_once([muster, "serve"], environment, checkout, port))
            port = _free_port()
            empty.append(
                _once([sys.executable, "-m", "benchmarks.empty", str(port)], environment, HERE, port)
            )
    return _median(ours[1:]), _median(empty[1:])  # the first may have had to compile


def _median(found: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(each[0] for each in found), statistics.median(each[1] for each in found)


def _once(command: list[str], environment: dict[str, str], checkout: Path, port: int) -> tuple[float, float]:
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, cwd=checkout, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - began > PATIENCE_SECONDS:
                raise RuntimeError(f"{command[0]} did not come up")
            time.sleep(0.005)
        return time.perf_counter() - began, _megabytes(process.pid)
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


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
