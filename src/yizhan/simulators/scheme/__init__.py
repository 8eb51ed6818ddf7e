"""A card scheme with its issuers over ISO 8583, in a process of its own: `python -m yizhan.simulators.scheme --scheme visa --port 0`."""
