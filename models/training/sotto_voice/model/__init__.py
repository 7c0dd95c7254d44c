"""The networks of the mini voice."""
