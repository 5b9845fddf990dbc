"""One module a format: bytes become decoded text."""
