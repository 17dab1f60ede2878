"""A derivation and answers to verdicts and marks."""
