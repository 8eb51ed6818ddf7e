"""The branch's book: double entry in PostgreSQL; journals balance or are refused, entries never change."""
