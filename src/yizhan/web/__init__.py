"""Floor 5: the pages, for applicants, staff and the public."""
