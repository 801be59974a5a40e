"""Stories from companies: written where the company is coached, told in reports with its consent."""
