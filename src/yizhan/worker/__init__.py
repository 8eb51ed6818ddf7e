"""Floor 5: outgoing work and periodic tasks."""
