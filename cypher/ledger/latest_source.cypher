// The day of the latest source published by $known_at; null without one.
// A source dated by a month or a year may have been published on its first day.
MATCH (d:Source)
WHERE d.published_at <= $known_at
RETURN toString(max(date(substring(d.published_on + '-01-01', 0, 10)))) AS latest_source
