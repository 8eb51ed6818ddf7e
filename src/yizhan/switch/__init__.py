"""Floor 5: the switch. Wallets and terminals call in, card schemes are reached over links; the only door that opens the vault."""
