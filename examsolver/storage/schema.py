"""The tables of the history, alike in SQLite and PostgreSQL. Marks are text, so that fractions stay exact."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, String, Table, Text

METADATA = MetaData()

RUNS = Table(
    "runs",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("key", String(64), unique=True, nullable=False),
    Column("at", String(40), nullable=False),
    Column("who", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("exam", String(64), nullable=False),
    Column("answers", String(64), nullable=False),
    Column("policy", String(64), nullable=False),
    Column("students", Integer, nullable=False),
    Column("overrides", Integer, nullable=False),
)

VERDICTS = Table(
    "verdicts",
    METADATA,
    Column("run", ForeignKey("runs.number"), primary_key=True),
    Column("student", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("awarded", Text, nullable=False),
    Column("out_of", Text, nullable=False),
    Column("tag", Text),
    Column("message", Text, nullable=False),
    Column("needs_human", Boolean, nullable=False),
    Column("machine", Text, nullable=False),
)
"""What counts; ``machine`` are the marks of the machine's own verdict below it. ``place`` keeps the order."""

OVERRIDES = Table(
    "overrides",
    METADATA,
    Column("run", ForeignKey("runs.number"), primary_key=True),
    Column("student", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("marks", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("by", Text, nullable=False),
)
