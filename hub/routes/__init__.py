"""The hub's routes: what comes over HTTP, handed to the parts."""
