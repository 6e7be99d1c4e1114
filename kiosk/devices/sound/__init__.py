"""What the terminal says aloud."""
