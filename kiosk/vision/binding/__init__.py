"""What a bound page is made of: its picture, the words under it, the marks that make the PDF last (PDF/A-2b)."""
