"""The staff desk: queues, the case, the branch, the book, the audit trail."""
