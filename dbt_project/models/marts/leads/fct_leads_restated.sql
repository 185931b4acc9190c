{{ leads('now') }}
