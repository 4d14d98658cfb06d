"""The tutorials' way of training beside ours: ``python -m mnist_course.studies.benchmark``."""
