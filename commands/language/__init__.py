"""From sentences to what is meant: which command, which question, which class, whom and what it names."""
