"""The 70,000 images: loaded and verified, scaled, cut into batches; the errors for input that does not fit."""

from mnist_course.data.mnist import RED_THREAD, SHA256, SPLITS, DataError, Digits, default_root, load, read_idx, unpack

__all__ = ["RED_THREAD", "SHA256", "SPLITS", "DataError", "Digits", "default_root", "load", "read_idx", "unpack"]
