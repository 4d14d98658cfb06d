"""The ledger: what the tutorials T1 to T4 claim beside what is measured.

``CLAIMS[tutorial][part]`` takes the tutorial's record and returns a list of `row.Row`.
"""

from mnist_course.recipes.ledger import t1, t2, t3, t4

CLAIMS = {"T1": t1.PARTS, "T2": t2.PARTS, "T3": t3.PARTS, "T4": t4.PARTS}
