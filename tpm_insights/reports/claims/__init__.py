"""Claims of a career article, written down so that they can be tested, and the verdict on each."""
