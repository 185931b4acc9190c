"""What each system wrote down of a life, in its own words: one module a system."""
