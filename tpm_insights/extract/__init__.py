"""What a posting says: pay, years, certifications, education, skills and work mode, read in one pass."""
