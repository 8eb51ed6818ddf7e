"""Floor 3: Django models, nouns with identity and history."""
