"""How much is covered, and the digests a channel asks for."""
