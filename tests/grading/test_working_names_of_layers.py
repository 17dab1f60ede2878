"""Working that names layers inside blocks and networks side by side."""

import examsolver
from examsolver.core.marking import Answer, Submission
from examsolver.core.working import WORKING

TEXT = """question q: network
  network A:
    input 8x8x3
    conv 4, kernel 3
  find A.parameters
"""


def test_layers_of_networks_and_blocks_are_found_by_their_names():
    exam = examsolver.load(TEXT)
    lines = ("parameters of A.conv = (3*3*3 + 1)*4 = 112", "A.conv.parameters = 112", "parameters of A = 112 + 0 = 112")
    submission = Submission("one", (Answer("q", WORKING, "\n".join(lines)),))
    (report,) = examsolver.grade(exam, (submission,)).reports
    claims = [claim for verdict in report.verdicts for claim in verdict.claims]
    assert [claim.outcome for claim in claims] == ["confirmed"] * 3
