"""Changes of status, the calendar, and both as feeds."""
