"""The director's pages about programmes and regions.

The nouns are in programme.structure, at the bottom of the house. The pages are up here, because they need doors,
traces and people, and must know whether a company is enrolled in a version.
"""
