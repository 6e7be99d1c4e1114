"""The hub as a terminal sees it: the contract both sides share, and the client."""
