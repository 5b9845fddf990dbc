"""Reckon with days."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

MONTHS = 12  # of a year


def last_of(start: date, months: int) -> date:
    """Return the last day of a term: the day before the one like `start`, in a month without it its end."""
    year, month = divmod(start.year * MONTHS + start.month - 1 + months, MONTHS)
    longest = calendar.monthrange(year, month + 1)[1]
    if start.day > longest:
        return date(year, month + 1, longest)
    return date(year, month + 1, start.day) - timedelta(days=1)
