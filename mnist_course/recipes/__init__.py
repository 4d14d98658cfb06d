"""The four tutorials T1 to T4, part by part: ``python -m mnist_course.recipes T1``."""
