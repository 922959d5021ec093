"""What people ask: one module a slash command; `views/` holds what the bot says."""
