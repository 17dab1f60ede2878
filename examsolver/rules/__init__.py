"""Rules: operators with gradients (``RULES``) and procedures built on them (``PROCEDURES``)."""
