"""Results made readable: a page that stands alone, and tables for the terminal."""

from eval.report.page import render_report

__all__ = ["render_report"]
