"""A file becomes a Document: clean, split, described, cut into clauses, facts read."""
