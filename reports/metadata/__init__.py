"""Whose report it is, of which year and place: each answer with the evidence it rests on."""
