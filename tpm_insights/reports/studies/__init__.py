"""Studies: what a report shows, computed from the processed tables; one module a report."""
