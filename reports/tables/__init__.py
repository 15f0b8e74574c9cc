"""The tables of the two forms: labels recognised, cells read."""
