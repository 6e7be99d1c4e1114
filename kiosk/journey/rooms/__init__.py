"""One module for each step: its view and what can be done there."""
