"""A Slack to practise in: a loopback workspace that speaks what the official SDK expects.

It serves the Web API, Socket Mode, signed HTTP deliveries and a web page from one process bound to
127.0.0.1, and is as strict as Slack about what an app may send. It knows nothing of the app it serves:
an app reaches it only over HTTP and WebSocket, through the addresses and tokens it prints.
"""
