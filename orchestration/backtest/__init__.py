"""Try pages of definitions on all that ever happened, without touching what is published."""
