"""Rules: operators with gradients (``RULES``), cells (``PROCEDURES``) and algorithms (``ALGORITHMS``) built on them.

How a rule is called, beyond what :mod:`examsolver.core.rule` says:

- Options and conventions arrive as keywords, a convention under its topic with ``_`` for blanks
  (``loss_reduction="sum"``); left out, they are at their default. What a rule binds of its own
  is bound by position, so that ``Step.with_law`` carries over exactly the options.
- ``Gradient.law`` takes ``(upstream, *inputs, output)``. ``Gradient.partials`` and ``formula`` name the output too:
  ``partials(index, (*input names, output name), *inputs, output, **options)``.
- Where ``Gradient.positional`` is set (rules of any number of inputs), law, partials and formula
  take the keyword ``position`` as well: the place of the input among the inputs, from 0.
"""

from examsolver.core.rule import Algorithm, Procedure, Rule
from examsolver.registry import Catalogue

CATALOGUE: Catalogue[Rule] = Catalogue("examsolver.rules", "RULES", "examsolver.rules")
PROCEDURE_CATALOGUE: Catalogue[Procedure] = Catalogue("examsolver.rules", "PROCEDURES", "examsolver.procedures")
ALGORITHM_CATALOGUE: Catalogue[Algorithm] = Catalogue("examsolver.rules", "ALGORITHMS", "examsolver.algorithms")
