"""Tables, figures and rendered notebooks: what a reader sees."""
