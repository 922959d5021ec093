"""Sends many signed requests at once from a process and a thread of its own, each over a connection it keeps.

Reads on its standard input, as JSON: the port, how many are at once, and the requests in the order they are
begun (name, form). As soon as one is answered the next is sent in its place. Writes, as
JSON, the seconds it all took, the milliseconds of each by name, and how many were refused.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.deliveries import PATH, signed

PATIENCE_SECONDS = 60.0


@dataclass
class _Sent:
    """A connection, and what was sent over it last."""

    socket: socket.socket
    name: str = ""
    began: float = 0.0
    received: bytes = b""

    def begin(self, name: str, request: bytes) -> None:
        self.name, self.received, self.began = name, b"", time.perf_counter()
        self.socket.sendall(request)

    def is_answered(self) -> bool:
        """Takes what came; whether the answer is whole."""
        came = self.socket.recv(1_000_000)
        if not came:
            sys.exit(f"{self.name}: the connection ended")
        self.received += came
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return False
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        return len(body) >= length


def main() -> None:
    """Sends everything there is to send, so many at once."""
    given = json.load(sys.stdin)
    ready = iter([(name, _request(form)) for name, form in given["requests"]])
    began = time.perf_counter()
    times: defaultdict[str, list[float]] = defaultdict(list)
    refused = 0
    for sent, spent in _all(ready, given["port"], given["at_once"]):
        times[sent.name].append(1000 * spent)
        refused += not sent.received.startswith(b"HTTP/1.1 200") or b"Reference" in sent.received
    json.dump({"seconds": time.perf_counter() - began, "times": times, "refused": refused}, sys.stdout)


def _all(ready: Iterator[tuple[str, bytes]], port: int, at_once: int) -> Iterator[tuple[_Sent, float]]:
    """Each as it is answered, and its seconds."""
    with selectors.DefaultSelector() as waiting:
        for name, request in [each for _, each in zip(range(at_once), ready, strict=False)]:
            sent = _Sent(socket.create_connection(("127.0.0.1", port)))
            waiting.register(sent.socket, selectors.EVENT_READ, sent)
            sent.begin(name, request)
        while waiting.get_map():
            answered = waiting.select(PATIENCE_SECONDS)
            if not answered:
                sys.exit("no answer")
            for key, _ in answered:
                sent = key.data
                if not sent.is_answered():
                    continue
                yield sent, time.perf_counter() - sent.began
                following = next(ready, None)
                if following is None:
                    waiting.unregister(sent.socket)
                    sent.socket.close()
                else:
                    sent.begin(*following)


def _request(form: str) -> bytes:
    body = form.encode()
    headers = {"host": "bench", "content-length": str(len(body)), **signed(form)}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {PATH} HTTP/1.1\r\n{head}\r\n".encode() + body


if __name__ == "__main__":
    main()
