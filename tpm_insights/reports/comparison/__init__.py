"""Two published runs of a report side by side: which numbers changed, by how much, and why."""
