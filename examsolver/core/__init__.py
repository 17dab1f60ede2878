"""The nouns of the project. No input, no output, only the standard library."""
