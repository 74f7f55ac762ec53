"""Programs that run as processes of their own: what is measured must not share a process with what measures it."""
