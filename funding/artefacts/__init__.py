"""What a report is taken away as: PDF, spreadsheet, JSON, and a dossier with all of it."""
