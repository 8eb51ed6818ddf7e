"""The writers of a shard against a real PostgreSQL."""
