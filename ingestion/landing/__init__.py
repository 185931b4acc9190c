"""The landing contract: what is read becomes rows, loads and cursors that commit together."""
