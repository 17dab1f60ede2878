"""What students are told: the givens and definitions, loops not written out."""

from __future__ import annotations

from collections.abc import Iterator

from examsolver.core.formula import Apply, Formula, Listing, Num, Sym, apply
from examsolver.families.computing.body import Body, Stated
from examsolver.families.computing.data import formula_of, is_data, shape_of
from examsolver.families.computing.procedures import procedure_named
from examsolver.maths.plain import plain_text
