"""How records are made. No chapter imports anything from here: it reads records."""
