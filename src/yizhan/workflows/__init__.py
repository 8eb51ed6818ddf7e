"""Floor 4: one verb per function, each permitted, atomic and audited."""
