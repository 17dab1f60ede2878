from types import ModuleType

import pytest

from tests.grading import toy_questions


@pytest.fixture(scope="session")
def toys() -> ModuleType:
    """Builders and laws of small questions."""
    return toy_questions


@pytest.fixture(scope="session")
def ask() -> toy_questions.Ask:
    """From a body and the parts asked to a question."""
    return toy_questions.asked
