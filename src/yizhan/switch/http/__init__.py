"""The doors of the switch over HTTP: signed requests of wallets, terminals and the branch."""
