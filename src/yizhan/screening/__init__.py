"""Floor 1: names of persons compared, whatever their order and spelling. Lists and screening build on it."""
