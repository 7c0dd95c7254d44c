"""Programs that score speech; fetched from package registries, never shipped."""
