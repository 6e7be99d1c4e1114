"""Tongban terminal (通办终端): government business of another region, finished at one machine."""

import os

__version__ = "0.1.0"

# OpenCV and its ffmpeg write to stderr by themselves, and read these when they are loaded. What matters of it
# comes as a device's status.
os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
