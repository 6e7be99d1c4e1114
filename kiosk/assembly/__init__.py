"""The parts of a terminal put together from its settings: everything but the screens."""
