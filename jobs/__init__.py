"""What happens by itself: digests, the outbox, linking; APScheduler only ticks."""
