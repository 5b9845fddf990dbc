"""An Answer becomes a number."""
