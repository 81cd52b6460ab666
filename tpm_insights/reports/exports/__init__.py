"""Exports: what a report leaves beside its page, for a spreadsheet, an e-mail and the printer."""
