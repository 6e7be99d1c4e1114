"""Files that somebody brought: opened by a process that is locked in, and made pictures of pages (``opening``)."""
