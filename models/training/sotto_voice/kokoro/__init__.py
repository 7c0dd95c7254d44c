"""Kokoro-82M made to stream: frozen norm statistics and graphs that view its published weights."""
