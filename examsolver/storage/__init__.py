"""What is kept between markings: results as a file, overrides and review lists as tables, a history in a database."""
