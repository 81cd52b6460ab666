"""From what was published to typed columns: text, titles, places, money, dates, duplicates, postings, salaries."""
