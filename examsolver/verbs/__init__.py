"""What the public verbs do that needs more than one layer: marking a class, presenting results."""
