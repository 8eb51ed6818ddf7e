"""Binding of cards: the form's door, the check of zero, 3-D Secure. Here alone a security code passes through, for one message."""
