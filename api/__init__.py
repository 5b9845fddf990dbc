"""A question becomes an Answer."""
