"""Tests, where a newcomer looks for them."""
