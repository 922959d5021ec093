"""Who is due for a refresher."""
