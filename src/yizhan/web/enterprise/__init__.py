"""The enterprise's pages: applying, the case as the applicant sees it, the loan."""
