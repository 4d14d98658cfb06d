"""The last chapter: the networks of the course, trained to the end, and what they still get wrong."""
