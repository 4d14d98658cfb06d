"""How fast can 99% be: the recipe of chapter 09, the ladder that leads to it, and what its cost grows with."""
