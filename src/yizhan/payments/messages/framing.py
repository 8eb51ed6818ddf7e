"""Messages on a stream of bytes: each behind its length, two bytes, big endian. Both ends of a scheme link use this."""

from collections.abc import Iterator

LENGTH_BYTES = 2
# The largest message of our table is far shorter; a longer one means that the two ends are out of step.
MESSAGE_BYTES_MAX = 4096


class FrameError(ValueError):
    """A length that no message has. What follows cannot be told apart, so the connection has to be closed."""


def frame(wire: bytes) -> bytes:
    """A message behind its length; ValueError for one that is empty or too long."""
    if not 0 < len(wire) <= MESSAGE_BYTES_MAX:
        raise ValueError(f"a message of {len(wire)} bytes is not sent")
    return len(wire).to_bytes(LENGTH_BYTES, "big") + wire


class FrameReader:
    """Cuts what arrives into messages; a part of one waits for the rest."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The messages that are whole now. FrameError comes after those before it; empty frames keep a line alive and are skipped."""
        buffer = self._rest + data if self._rest else data
        start, end = 0, len(buffer)
        while end - start >= LENGTH_BYTES:
            length = buffer[start] << 8 | buffer[start + 1]
            if length > MESSAGE_BYTES_MAX:
                raise FrameError(f"a message of {length} bytes")
            body = start + LENGTH_BYTES
            if end - body < length:
                break
            start = body + length
            self._rest = buffer[start:]
            if length:
                yield buffer[body:start]
        self._rest = buffer[start:]
