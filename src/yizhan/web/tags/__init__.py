"""Template tags and filters by theme; `templatetags/yizhan.py` gathers them into one library."""
