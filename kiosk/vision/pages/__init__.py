"""Papers: found on the desk, flattened, judged, and put into one small PDF a material."""
