"""Text to nouns and back. The only user of Lark."""
