"""Pages of oversight: the branch manager's figures, the working calendar, the book, the audit trail."""
