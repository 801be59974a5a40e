"""Long papers: sections rendered side by side in processes of their own, kept, and joined to one tagged PDF.

`long.render_long` is the way in. The modules start, weasy, cutting, typefaces, worker and joining also run outside
Django, as the package `common.paper` that start.py makes; so this package and they import nothing of the project but
each other.
"""
