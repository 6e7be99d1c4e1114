"""How often faces are compared rightly, on labelled pictures: ``python -m benchmarks.faces_accuracy``."""
