"""Links to card schemes: one connection per scheme, numbers that are never issued twice, reversals repeated until they are answered."""
