"""Entering what funders pay: grants with their money in lines, the reporting calendar, and who is paid for by whom."""
