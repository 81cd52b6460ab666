"""Fit, and say how sure we are."""
