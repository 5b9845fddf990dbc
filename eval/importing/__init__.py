"""Questions and judgements published elsewhere, or kept in a sheet, become a suite."""

from eval.importing.suites import FORMS, import_suite

__all__ = ["FORMS", "import_suite"]
