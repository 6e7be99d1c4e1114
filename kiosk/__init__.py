"""Tongban terminal (通办终端): government business of another region, finished at one machine."""

__version__ = "0.1.0"
