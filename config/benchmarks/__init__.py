"""How fast the desk is: ratios to a baseline of the same run, and shares of what an exact search finds."""
