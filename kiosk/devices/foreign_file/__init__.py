"""Files that somebody brought: opened by a process that is locked in, and made pictures of pages."""

from kiosk.devices.foreign_file.opening import FilePage, Limits, opened_pages

__all__ = ["FilePage", "Limits", "opened_pages"]
