"""Words: what a report says, every number taken from its study; one module a report, and what several of them share."""
