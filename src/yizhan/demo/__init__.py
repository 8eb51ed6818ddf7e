"""Builds the demo park through workflows."""
