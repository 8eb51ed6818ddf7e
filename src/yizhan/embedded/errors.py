"""What can go wrong with the embedded server."""


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL cannot be started; the message says why and what to do."""
