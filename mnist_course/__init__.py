"""Helpers of the MNIST course: each is built by hand in a chapter, then imported from here.

Importing the package loads nothing heavy; import the modules you need::

    from mnist_course import data, models, training

It does one thing, which must be done before PyTorch starts: see `mnist_course.session.startup`.
"""

from mnist_course.session.startup import prepare

__version__ = "1.0.0"

prepare()
del prepare
