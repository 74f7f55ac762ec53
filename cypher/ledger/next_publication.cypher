// The first instant after $now at which a source is published; null without one.
MATCH (s:Source)
WHERE s.published_at > $now
RETURN min(s.published_at) AS next
