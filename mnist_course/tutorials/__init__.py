"""The four tutorials T1 to T4, part by part: ``python -m mnist_course.tutorials T1``."""
