"""How true people, companies and deals come to stand in three systems."""
