"""The demo world: an invented retailer's conversations, its starting knowledge, and the truth about both."""
