"""Codes that people scan: merchant-presented (EMVCo), consumer-presented payment codes, personal codes; and their pictures."""
