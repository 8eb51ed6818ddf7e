"""Travellers as the branch sees them: upgrades that a person has to look at."""
