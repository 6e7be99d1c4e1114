"""Faces: found (YuNet), compared (SFace), and shown to have depth (a turn of the head on the 468-point mesh)."""
