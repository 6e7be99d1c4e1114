"""Pages of booklets bent like a part of a cylinder under the document camera, with the text that
stands on them.
"""
