"""The switch's hand on one payment shard: writers that commit in groups, and what is read or kept beside them."""
