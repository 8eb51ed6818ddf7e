"""What can go wrong in the vault. No message names a key, a number or a piece of either."""


class VaultError(Exception):
    """Base of the vault's errors."""


class KeyFileError(VaultError):
    """The key file is absent, broken, or open to others; the message says which and how to mend it."""


class KeyMissing(VaultError):
    """A key that something was sealed with is not there."""


class SealBroken(VaultError):
    """Sealed data do not open under their key: changed, cut, or put in another's place."""
