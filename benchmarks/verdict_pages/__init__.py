"""Pages drawn for the measurement of verdicts: a dozen layouts laid on desks, spoilt by steps."""
