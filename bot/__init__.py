"""How it runs in Slack: settings, Bolt wiring, conversation, command line."""
