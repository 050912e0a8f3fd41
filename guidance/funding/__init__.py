"""The routes to free or supported study."""
