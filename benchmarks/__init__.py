"""How fast Muster answers, against what floor: `make bench`."""
