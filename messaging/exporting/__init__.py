"""Everything of one user in one file: a ZIP of pages to read, of JSON for programs, and of the pictures and films."""
