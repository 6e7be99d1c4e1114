"""The page net: invented pictures of papers on desks, the training on them, and the export to
``assets/page_net.onnx``.

Nothing of this runs in the product; ``requirements.txt`` beside this file pins what it needs. The recipe and the
limits of the net stand in ``docs/documents.md``.
"""
