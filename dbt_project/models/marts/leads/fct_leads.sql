{{ leads('then') }}
