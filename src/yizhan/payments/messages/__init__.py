"""Messages between the branch and a card scheme: ISO 8583:1987 as values, numbers that are never issued twice, answers matched."""
