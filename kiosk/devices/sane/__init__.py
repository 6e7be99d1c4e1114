"""SANE, for a process of its own: little is loaded here, so that it starts quickly and holds little."""
