"""The hub: the small server that terminals upload to and ask. ``docs/hub.md`` is its contract."""
