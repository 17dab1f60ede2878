"""Families of questions: lines to a body, a body and conventions to a derivation."""

from examsolver.core.question import Family
from examsolver.registry import Catalogue

FAMILIES: Catalogue[Family] = Catalogue("examsolver.families", "FAMILIES", "examsolver.families")
