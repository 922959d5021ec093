"""The practice page with Muster itself behind it."""
