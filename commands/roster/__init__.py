"""Who is on the roster, who of them Slack knows, and who may do what."""
