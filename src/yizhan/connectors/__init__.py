"""Floor 1: clients of outside systems' documented protocols."""
