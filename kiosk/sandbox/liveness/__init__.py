"""Attackers and honest people before the emulated camera: how they look, how they move, what they hold up."""
