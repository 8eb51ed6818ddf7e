"""The demo park: generated enterprises, their papers and their journeys, built through workflows. Seeded: the same park each time."""
