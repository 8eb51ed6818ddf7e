"""The SQL of a payment shard."""
