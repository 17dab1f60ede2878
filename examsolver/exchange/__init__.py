"""Formats of other people: JSONL, CSV, text sheets."""
