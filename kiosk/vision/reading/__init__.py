"""What stands on a page: text, the fields of known papers, and whether the page is the one that was asked for."""
