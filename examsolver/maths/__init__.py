"""Formulas and their printers, exact numbers, sizes, comparison."""
