"""A command that cannot do its work, for a reason that the person at the keyboard can mend."""


class CommandFailed(Exception):
    """The message says what is wrong and how to mend it."""
