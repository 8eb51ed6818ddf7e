"""The public pages: front page and self-assessment, without signing in."""
