"""The version of examsolver: results say by which rules they came about."""

VERSION = "0.1.0"
