"""Yizhan (驿站): an open branch platform for a bank in a technology park."""

__version__ = "0.1.0"
