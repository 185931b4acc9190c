"""One file a step: the refresh, landing, modelling, publishing, and the jobs over them."""
