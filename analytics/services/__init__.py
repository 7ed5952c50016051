"""Every write of analytics: its own rollups."""
