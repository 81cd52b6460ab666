"""Charts: rows with labels, estimates and intervals drawn for a wide page and for a phone."""
