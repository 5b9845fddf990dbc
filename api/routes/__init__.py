"""The routes of the HTTP API, one module a concern; all are thin."""
