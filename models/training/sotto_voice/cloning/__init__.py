"""Cloning: from a prompt of an unseen speaker to a voice inside what the small voice has learnt."""
