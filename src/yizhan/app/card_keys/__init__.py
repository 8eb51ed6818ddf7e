"""What the application does with the keys of the card vault; the only rooms of `app` that open it."""
