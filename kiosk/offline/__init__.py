"""Keeping applications durable and bringing them to the hub: seal, outbox, link, uploader."""
