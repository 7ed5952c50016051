"""Scores of what the desk finds, against labels or a planted truth."""
