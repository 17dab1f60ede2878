"""What the family ``compute`` is made of: lines to a body, a body to forward and backward steps, and its checks."""
