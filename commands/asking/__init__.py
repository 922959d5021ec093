"""What people tell emergency management privately, and how it is answered."""
