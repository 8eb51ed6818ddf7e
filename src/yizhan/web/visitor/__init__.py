"""The wallet of a traveller: it stands in for the wallet's app, on a phone, one decision a screen."""
