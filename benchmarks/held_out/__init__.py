"""Composed pictures that the page net was never trained on, made another way than its training pictures.

Papers are drawn as SVG with the catalogue's own sentences, desks out of shaped noise and Voronoi cells, and a
sheet is a bent surface in space, lit by its slope. Nothing is shared with ``benchmarks/page_net``.
"""
