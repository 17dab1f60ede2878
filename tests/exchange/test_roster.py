from examsolver.exchange.roster import read_roster


def test_a_header_says_which_column_is_which() -> None:
    assert read_roster("Name;ID\nAda Lovelace;7\n")[0] == {"7": "Ada Lovelace"}


def test_without_a_header_the_first_column_is_the_id() -> None:
    assert read_roster("007,Bond\n008,Bill\n") == ({"007": "Bond", "008": "Bill"}, ())


def test_doubles_and_rows_without_id_are_told() -> None:
    roster, problems = read_roster("id,name\n7,Ada\n,Eve\n7,Bob\n")
    assert roster == {"7": "Ada"}
    assert [problem.span.line for problem in problems if problem.span] == [3, 4]


def test_an_empty_roster_is_a_problem() -> None:
    assert read_roster("id,name\n")[1]
