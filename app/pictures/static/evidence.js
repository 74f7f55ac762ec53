// Evidence: every statement for and against a fact, as the service has it.
"use strict";
tradegraph.evidence = (() => {
  const { make, get } = tradegraph.helpers;
  const { days } = tradegraph;
  /** The stance of the statements that a link of each certainty rests on. */
  const RESTS_ON = {
    asserted: "asserts", disputed: "asserts", announced: "announces", expected: "expects", offered: "offers", threatened: "threatens",
  };

  const MOST = 100; // statements about an entity that are listed

  const seen = new Map();
  /** The fact with its statements, asked for once for each known_at. */
  const fact = (id, asked, day) => {
    const key = `${id} ${asked.known_at || ""}`;
    if (!seen.has(key)) {
      const found = get(`facts/${encodeURIComponent(id)}`, { as_of: day, known_at: asked.known_at });
      found.catch(() => seen.delete(key));
      seen.set(key, found);
    }
    return seen.get(key);
  };

  /** A link to where a source is on the web: only to http and https, and it opens beside this page. */
  const title = (source) => {
    const text = make("cite", { dir: "auto" }, source.title);
    if (!/^https?:\/\//i.test(source.url || "")) return text;
    return make("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, text);
  };

  const statement = (said) => {
    const who = said.said_by ? said.said_by.name : said.source.publisher;
    const head = make("p", { class: "who" },
      make("b", { dir: "auto" }, who), " ",
      make("span", { class: `stance ${said.stance}` }, said.stance),
      said.said_on ? make("time", { datetime: said.said_on }, `, ${days.text(said.said_on)}`) : null);
    const where = make("p", { class: "where" },
      make("span", { dir: "auto" }, `${said.source.publisher}, ${days.text(said.source.published_on)}: `), title(said.source),
      make("span", {}, `, ${said.locator}`));
    const more = [
      said.valid_from || said.valid_to ? `Dates given: ${days.span(said.valid_from, said.valid_to)}` : null,
      said.confidence < 1 ? `confidence ${said.confidence}` : null,
    ].filter(Boolean).join("; ");
    return make("li", { class: "statement" }, head, make("blockquote", { dir: "auto" }, said.text), where,
      more ? make("p", { class: "where" }, more) : null);
  };

  /** When a link was first reported: the day of the earliest source of those that say what the link says. */
  const firstReported = ({ statements }, certainty) => statements.filter(({ stance }) => stance === RESTS_ON[certainty])
    .map(({ source }) => source.published_on).sort()[0];

  /** An element that fills itself with the statements of a link's fact. */
  const list = ({ fact_id: id, certainty }, asked, day) => {
    const box = make("div", { class: "evidence" }, make("p", { class: "soft" }, "Loading the statements …"));
    fact(id, asked, day).then((found) => {
      const n = found.statements.length;
      const first = firstReported(found, certainty);
      box.replaceChildren(
        make("h3", {}, `${n} ${n === 1 ? "statement" : "statements"}${found.disputed ? ", disputed" : ""}`),
        first ? make("p", { class: "first" }, `First reported ${days.text(first)}`) : "",
        make("ol", {}, ...found.statements.map(statement)));
    }).catch((error) => box.replaceChildren(make("p", { class: "fault" }, error.message)));
    return box;
  };

  /** The statements about an entity, from the library: the same texts in other columns. */
  const about = async (id, asked) => {
    const { columns, rows, truncated } = await get("queries/statements", { about: id, known_at: asked.known_at, limit: MOST });
    const said = rows.map((row) => Object.fromEntries(columns.map((column, n) => [column, row[n]])));
    return { truncated: truncated || said.length === MOST, said: said.map((one) => ({
      ...one, said_by: one.speaker ? { name: one.speaker } : null,
      source: { title: one.source, publisher: one.publisher, published_on: one.published_on },
    })) };
  };
  /** A fold that asks for every statement about an entity when it is opened. */
  const all = (id, asked) => {
    const box = make("details", { class: "evidence" }, make("summary", {}, "Every statement about it"));
    box.addEventListener("toggle", () => about(id, asked).then(({ said, truncated }) => box.append(
      make("ol", {}, ...said.map(statement)),
      truncated ? make("p", { class: "soft" }, `The first ${MOST}: the query “statements” of the library has all.`) : ""))
      .catch((error) => box.append(make("p", { class: "fault" }, error.message))), { once: true });
    return box;
  };

  /** Who said what a status rests on, and where; null for no fact, or one that does not hold that statement. */
  const basis = async (factId, statementId, asked, day) => {
    if (!factId) return null;
    const { statements } = await fact(factId, asked, day);
    const said = statements.find(({ id }) => id === statementId);
    return said ? statement(said) : null;
  };

  return { list, all, basis };
})();
