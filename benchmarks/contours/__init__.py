"""The finder that came before the net: several black-and-white views, contours, evidence along the sides.

Kept as the peer that the net is measured beside; the product does not use it.
"""
