"""Expressions and decision tables: the one language of formulas, conditions and routes."""
