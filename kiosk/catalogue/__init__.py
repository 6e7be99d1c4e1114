"""What can be done at the terminal: items, guides, forms, papers, regions, and finding them without a network."""
