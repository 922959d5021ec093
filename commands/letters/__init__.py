"""Letters: what Muster writes to somebody by itself, and how often they want it."""
