"""What surrounds a training: threads, seed, fast mode, device, precision, files that are written whole."""
