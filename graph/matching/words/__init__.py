"""Words of names in Latin letters: their legal forms, sounds and likeness."""
