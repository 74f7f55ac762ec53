// Evidence: the statements for and against a fact, loaded from the service.
"use strict";
tradegraph.evidence = (() => {
  const { make, get, plural, slow } = tradegraph.helpers;
  const { days } = tradegraph;
  /** The stance of the statements that support a link, by its certainty. */
  const SUPPORTING = {
    asserted: "asserts",
    disputed: "asserts",
    announced: "announces",
    expected: "expects",
    offered: "offers",
    threatened: "threatens",
  };

  const MAX_STATEMENTS = 100; // listed for an entity

  const facts = new Map();
  /** Loads a fact with its statements, once per known_at. */
  const fact = (id, asked, day) => {
    const key = `${id} ${asked.known_at || ""}`;
    if (!facts.has(key)) {
      const found = get(`facts/${encodeURIComponent(id)}`, { as_of: day, known_at: asked.known_at });
      found.catch(() => facts.delete(key));
      facts.set(key, found);
    }
    return facts.get(key);
  };

  /** Links a source to its address, in a new tab; only http and https. */
  const title = (source) => {
    const text = make("cite", { dir: "auto" }, source.title);
    if (!/^https?:\/\//i.test(source.url || "")) return text;
    return make("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, text);
  };

  const statement = (said) => {
    const who = said.said_by ? said.said_by.name : said.source.publisher;
    const head = make(
      "p",
      { class: "who" },
      make("b", { dir: "auto" }, who),
      " ",
      make("span", { class: `stance ${said.stance}` }, said.stance),
      said.said_on ? make("time", { datetime: said.said_on }, `, ${days.text(said.said_on)}`) : null,
    );
    const where = make(
      "p",
      { class: "where" },
      make("span", { dir: "auto" }, `${said.source.publisher}, ${days.text(said.source.published_on)}: `),
      title(said.source),
      make("span", {}, `, ${said.locator}`),
    );
    const more = [
      said.valid_from || said.valid_to ? `Dates given: ${days.span(said.valid_from, said.valid_to)}` : null,
      said.confidence < 1 ? `Confidence ${said.confidence}` : null,
    ]
      .filter(Boolean)
      .join("; ");
    return make(
      "li",
      { class: "statement" },
      head,
      make("blockquote", { dir: "auto" }, said.text),
      where,
      more ? make("p", { class: "where" }, more) : null,
    );
  };

  /** Returns the publication date of the earliest source that supports a link. */
  const firstReported = ({ statements }, certainty) =>
    statements
      .filter(({ stance }) => stance === SUPPORTING[certainty])
      .map(({ source }) => source.published_on)
      .sort()[0];

  /** Creates a list of the statements of a link's fact; it loads them itself. */
  const list = ({ fact_id: id, certainty }, asked, day) => {
    const box = make("div", { class: "evidence" }, make("p", { class: "soft" }, "Loading statements…"));
    fact(id, asked, day)
      .then((found) => {
        const n = found.statements.length;
        const first = firstReported(found, certainty);
        box.replaceChildren(
          make("h3", {}, `${plural(n, "statement", "statements")}${found.disputed ? ", disputed" : ""}`),
          first ? make("p", { class: "first" }, `First reported ${days.text(first)}`) : "",
          make("ol", {}, ...found.statements.map(statement)),
        );
      })
      .catch((error) => box.replaceChildren(make("p", { class: "fault" }, error.message)));
    return box;
  };

  /** Loads the statements about an entity through the library query `statements`. */
  const about = async (id, asked) => {
    const { columns, rows, truncated } = await get("queries/statements", {
      about: id,
      known_at: asked.known_at,
      limit: MAX_STATEMENTS,
    });
    const said = rows.map((row) => Object.fromEntries(columns.map((column, n) => [column, row[n]])));
    return {
      truncated: truncated || said.length === MAX_STATEMENTS,
      said: said.map((one) => ({
        ...one,
        said_by: one.speaker ? { name: one.speaker } : null,
        source: { title: one.source, publisher: one.publisher, published_on: one.published_on },
      })),
    };
  };
  /** Creates a section that loads all statements about an entity when it is opened. */
  const all = (id, asked) => {
    const box = make("details", { class: "evidence" }, make("summary", {}, "All statements"));
    box.addEventListener(
      "toggle",
      () =>
        slow(about(id, asked), box)
          .then(({ said, truncated }) =>
            box.append(
              make("ol", {}, ...said.map(statement)),
              truncated
                ? make(
                    "p",
                    { class: "soft" },
                    `Only the first ${MAX_STATEMENTS} are shown. The library query “statements” returns all of them.`,
                  )
                : "",
            ),
          )
          .catch((error) => box.append(make("p", { class: "fault" }, error.message))),
      { once: true },
    );
    return box;
  };

  /** Shows the statement behind a status; null if there is no fact, or it does not have that statement. */
  const basis = async (factId, statementId, asked, day) => {
    if (!factId) return null;
    const { statements } = await fact(factId, asked, day);
    const said = statements.find(({ id }) => id === statementId);
    return said ? statement(said) : null;
  };

  /** Returns a list of the statements behind a measure's status, each once; null without one. */
  const behindStatus = async (measure, asked, day) => {
    const reasons = new Map([
      [measure.status_statement_id, measure.status_fact_id],
      [measure.status_confirmed_by, measure.status_confirmed_fact_id],
      ...(measure.status_pending || []).map((plan) => [plan.statement_id, plan.fact_id]),
    ]);
    const found = await Promise.all([...reasons].map(([id, factId]) => basis(factId, id, asked, day)));
    const statements = found.filter(Boolean);
    return statements.length ? make("ol", { "aria-label": "Statements behind the status" }, ...statements) : null;
  };

  return { list, all, behindStatus };
})();
