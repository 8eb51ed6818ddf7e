"""The card-data zone of the switch: card numbers for one message at a time, and the secrets of those who call."""
