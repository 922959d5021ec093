"""The shapes the store has had, one module a change."""
