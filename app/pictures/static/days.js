// Dates as text: 26 Nov 2026; a period ends on its last day. The service does the same in days.py.
"use strict";
tradegraph.days = (() => {
  const DAY = 86_400_000;
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const ISO = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2})(?:T.*)?)?)?$/;

  const number = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);
  const iso = (n) => new Date(n * DAY).toISOString().slice(0, 10);
  const isDay = (day) => /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(number(day));

  /** Formats a date: 26 Nov 2026, Nov 2026 or 2026; an instant as its day; any other text unchanged. */
  const text = (value) => {
    const [, year, month, day] = ISO.exec(value) || [];
    return year ? [day && String(Number(day)), month && MONTHS[month - 1], year].filter(Boolean).join(" ") : value;
  };
  /** Formats the last day of a period, given the first day after it, or the month or year that it ends in. */
  const last = (end) => (isDay(end) ? text(iso(number(end) - 1)) : text(end));
  /** Formats a period; empty if neither end is known. */
  const span = (from, to) => {
    if (!to) return from ? `from ${text(from)}` : "";
    if (!from) return `to ${last(to)}`;
    return text(from) === last(to) ? text(from) : `${text(from)} to ${last(to)}`;
  };
  /** Formats a period for use in a sentence: "since 9 Apr 2025", "on 9 Apr 2025", "from 9 Apr 2025 to 13 Jul 2025". */
  const when = (from, to) => {
    if (!from || !to) return span(from, to).replace("from", "since");
    return text(from) === last(to) ? `on ${text(from)}` : `from ${span(from, to)}`;
  };

  const shifted = (day, by) => iso(number(day) + by);

  return { shifted, number, iso, isDay, text, last, span, when };
})();
