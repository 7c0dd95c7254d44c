"""Sotto mini: teach, prepare, train, export and evaluate a small streaming voice."""
