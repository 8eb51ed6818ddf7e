"""Floor 5: outside systems that answer over real protocols, for the demo branch and the tests."""
