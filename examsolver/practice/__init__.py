"""Seeds to variants to practice sheets."""
