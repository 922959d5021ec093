"""Sends signed requests from a process of its own, so that what the client costs is not the server's time.

Reads on its standard input, as JSON: how many rounds are not counted, and the requests of each round (name,
port, form). Writes, as JSON, the milliseconds of each by name.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from collections import defaultdict

from benchmarks.deliveries import PATH, signed


def main() -> None:
    """Sends everything there is to send, one after another, each port on one connection."""
    given = json.load(sys.stdin)
    connections: dict[int, http.client.HTTPConnection] = {}
    times: defaultdict[str, list[float]] = defaultdict(list)
    for turn, requests in enumerate(given["rounds"]):
        for name, port, form in requests:
            connection = connections.setdefault(port, http.client.HTTPConnection("127.0.0.1", port))
            headers = signed(form)
            start = time.perf_counter()
            connection.request("POST", PATH, form, headers)
            response = connection.getresponse()
            answer = response.read()
            spent = 1000 * (time.perf_counter() - start)
            if response.status != 200 or b"Reference" in answer:
                sys.exit(f"{name} was answered {response.status}: {answer!r}")
            if turn >= given["warm_up"]:
                times[name].append(spent)
    json.dump(times, sys.stdout)


if __name__ == "__main__":
    main()
