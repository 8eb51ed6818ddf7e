"""The steps that a role can take with a case; filled in next."""

STEPS = ()
