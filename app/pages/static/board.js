// The board: lines and details of a row, a day that moves, ticked rows, and links that change the view in place.
// The page is complete without it.
"use strict";
(() => {
  const { byId, make, button, say, get } = tradegraph.helpers;
  const { days, evidence, boardLines: lines } = tradegraph;
  const SOON = 300; // ms after which loading is shown
  const MAX_FACTS = 6; // facts whose statements are listed at once
  const main = byId("content");
  const board = () => byId("board");
  const clocks = () => new URLSearchParams(location.search);
  const asked = () => ({ known_at: clocks().get("known_at") });
  const day = () => board().dataset.day;

  // ---- lines ---------------------------------------------------------------------------------------------------------
  let pinned = null; // the row whose details are open
  const over = (event) => event.target.closest?.("#board .row");
  const point = (row) => {
    for (const one of main.querySelectorAll(".row.on")) if (one !== pinned) one.classList.remove("on");
    if (!row) {
      if (pinned?.isConnected) lines.draw(board(), pinned);
      else lines.clear();
      return;
    }
    row.classList.add("on");
    lines.draw(board(), row);
  };
  main.addEventListener("pointerover", (event) => point(over(event)));
  main.addEventListener("pointerleave", () => point(null));
  main.addEventListener("focusin", (event) => point(over(event)));
  addEventListener("resize", () => point(pinned));
  main.addEventListener("toggle", () => point(pinned), true);

  // ---- details -------------------------------------------------------------------------------------------------------
  /** Shows "Loading…" in an element if its content takes longer than a moment. */
  const filled = async (box, load) => {
    const waiting = setTimeout(() => box.replaceChildren(make("p", { class: "soft" }, "Loading…")), SOON);
    try {
      box.replaceChildren(...(await load()).filter(Boolean));
    } catch (error) {
      box.replaceChildren(make("p", { class: "fault" }, error.message));
    } finally {
      clearTimeout(waiting);
    }
  };
  /** Loads why a measure has its status: the note and the statements behind it. */
  const reasons = async (id) => {
    const found = await get(`entities/${encodeURIComponent(id)}`, { as_of: day(), ...asked() });
    return [
      found.status_note ? make("p", {}, make("b", {}, found.status_note)) : null,
      await evidence.behindStatus(found, asked(), day()),
      found.properties?.description ? make("p", {}, found.properties.description) : null,
    ];
  };
  const goes = (id) => {
    const chosen = Object.fromEntries(
      ["as_of", "known_at"].map((name) => [name, clocks().get(name)]).filter((one) => one[1]),
    );
    const to = (text, path, more) =>
      make("a", { href: `${path}?${new URLSearchParams({ ...more, ...chosen })}` }, text);
    return make(
      "p",
      { class: "goes" },
      make("a", { href: pinned.querySelector(".name").href }, "Its page"),
      to("Board", "picture", { id, view: "board" }),
      to("Picture", "picture", { id, view: "picture" }),
      id.startsWith("measure:") ? to("Timeline", "picture/timeline", { id }) : null,
    );
  };
  const closeDetails = () => {
    const had = byId("docked").contains(document.activeElement);
    pinned?.classList.remove("on");
    if (had) pinned?.querySelector(".name").focus();
    pinned = null;
    byId("docked").hidden = true;
    board().classList.remove("with-details");
    lines.clear();
  };
  const openDetails = (row) => {
    pinned?.classList.remove("on");
    pinned = row;
    const { id } = row.dataset;
    const name = row.querySelector(".name");
    const panel = byId("docked");
    const ties = JSON.parse(row.dataset.ties).map((tie) =>
      make("li", {}, tie.of ? `${tie.of}: ${tie.text}` : tie.text),
    );
    const why = make("div", {});
    const facts = row.dataset.facts.split(" ").filter(Boolean);
    const said = row.querySelector(".word-of .unseen");
    panel.replaceChildren(
      button("×", closeDetails, { class: "close", "aria-label": "Close details" }),
      make("h2", { dir: "auto" }, name.getAttribute("aria-label") || name.textContent),
      said ? make("p", {}, row.querySelector(".dot").cloneNode(true), make("b", {}, said.textContent)) : "",
      why,
      ties.length ? make("h3", {}, "Why it is here") : "",
      make("ul", { class: "ties" }, ...ties),
      goes(id),
      ...facts
        .slice(0, MAX_FACTS)
        .map((fact) => evidence.list({ fact_id: fact, certainty: "asserted" }, asked(), day())),
      facts.length > MAX_FACTS
        ? make("p", { class: "soft" }, `${facts.length - MAX_FACTS} more facts are on its page.`)
        : "",
    );
    panel.hidden = false;
    board().classList.add("with-details");
    if (id.startsWith("measure:")) filled(why, () => reasons(id));
    point(row);
    row.scrollIntoView({ block: "nearest" });
  };
  main.addEventListener("click", (event) => {
    const link = event.target.closest(".row .name");
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (link) {
      event.preventDefault();
      openDetails(link.closest(".row"));
    }
    const inPlace = event.target.closest("a[data-swap]");
    if (inPlace) {
      event.preventDefault();
      swap(inPlace.href, inPlace.textContent);
    }
  });

  // ---- keys: up and down walk from row to row ------------------------------------------------------------------------
  main.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("#board .row");
    if (event.key === "Escape" && !byId("docked").hidden) closeDetails();
    if (!row || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const all = [...main.querySelectorAll("#board .row .name")].filter((name) => name.checkVisibility());
    const at = all.indexOf(row.querySelector(".name"));
    all[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  });

  // ---- ticked rows ---------------------------------------------------------------------------------------------------
  const countTicks = () => {
    const most = Number(board().dataset.most);
    const ids = new Set([...main.querySelectorAll(".tick:checked")].map((tick) => tick.value));
    byId("draw").closest("p").hidden = ids.size === 0;
    byId("ticked").textContent = ids.size
      ? `${ids.size} of at most ${most} ticked.`
      : `Tick up to ${most} rows to draw them with the links among them.`;
    for (const tick of main.querySelectorAll(".tick:not(:checked)")) tick.disabled = ids.size >= most;
  };
  main.addEventListener("change", (event) => {
    if (event.target.matches(".tick")) countTicks();
    if (event.target.id === "board-day") {
      const query = clocks();
      query.set("as_of", dayAt(event.target.value));
      query.set("view", clocks().get("view") || "board");
      swap(`${location.pathname}?${query}`, days.text(dayAt(event.target.value)));
    }
  });

  // ---- the day -------------------------------------------------------------------------------------------------------
  const dayAt = (value) => days.iso(days.number(board().dataset.first) + Number(value));
  const slider = () => {
    const { first, last } = board().dataset;
    const [low, high] = [days.number(first), days.number(last)];
    const field = make("input", {
      type: "range",
      id: "board-day",
      min: "0",
      max: String(high - low),
      value: String(days.number(day()) - low),
      "aria-label": "Date",
      "aria-valuetext": days.text(day()),
    });
    byId("unfold").before(
      make("span", { class: "slide" }, field, make("output", { for: "board-day" }, days.text(day()))),
    );
  };
  main.addEventListener("input", (event) => {
    if (event.target.id !== "board-day") return;
    const { value, max } = event.target;
    const chosen = dayAt(value);
    event.target.setAttribute("aria-valuetext", days.text(chosen));
    event.target.nextElementSibling.textContent = days.text(chosen);
    board().classList.toggle("moving", chosen !== day()); // statuses are those of the day before it was moved
    for (const line of main.querySelectorAll(".day-of")) {
      const x = (Number(value) / Number(max)) * line.ownerSVGElement.viewBox.baseVal.width;
      line.setAttribute("x1", x);
      line.setAttribute("x2", x);
    }
  });

  // ---- another view of the same page ---------------------------------------------------------------------------------
  let latest = 0;
  const swap = async (href, what, push = true) => {
    latest += 1;
    const mine = latest;
    const waiting = setTimeout(() => say("Loading…"), SOON);
    try {
      const answer = await fetch(href, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(`The service responded with status ${answer.status}. Try again.`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== latest) return;
      const focus = document.activeElement?.textContent;
      main.replaceChildren(...page.getElementById("content").children);
      document.title = page.title;
      if (push) history.pushState(null, "", href);
      begin();
      const again = [...main.querySelectorAll("a[data-swap]")].find((link) => link.textContent === focus);
      if (what && !again) byId("board-day").focus({ preventScroll: true });
      again?.focus({ preventScroll: true });
      say(`${what}: shown.`);
    } catch (error) {
      say(error instanceof TypeError ? "The service cannot be reached. Try again." : error.message);
    } finally {
      clearTimeout(waiting);
    }
  };
  addEventListener("popstate", () => swap(location.href, "Back", false));

  const begin = () => {
    pinned = null;
    lines.clear();
    slider();
    countTicks();
    byId("unfold").hidden = false;
    byId("unfold").addEventListener("click", () => {
      const folded = main.querySelectorAll("#board details:not([open])");
      const all = main.querySelectorAll("#board details");
      for (const one of folded.length ? folded : all) one.open = folded.length > 0 || one.matches(".group");
      byId("unfold").textContent = folded.length ? "Fold" : "Unfold all";
    });
  };
  begin();
})();
