"""Turns the columns of a file, as text or typed, into checked invoice rows; whole columns at a time."""
