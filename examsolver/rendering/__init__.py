"""Nouns to text, Markdown, HTML, LaTeX, PDF, JSON. The only user of Jinja and Typst."""
