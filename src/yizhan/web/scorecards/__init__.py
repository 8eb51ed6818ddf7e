"""Pages of cards: in force and proposed, one card with its tables, the review by a second person, the watch."""
