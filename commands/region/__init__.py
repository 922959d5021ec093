"""The region's own affairs: setting up, and what is brought from files."""
