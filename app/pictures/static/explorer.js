// The explorer: joins the state with everything that shows it, and what the reader does with the state.
"use strict";
(() => {
  const { helpers, days, view, history, url, timebar, legend, details, table, share } = tradegraph;
  const { byId, data, say, get } = helpers;
  const DOUBLE = 320; // ms within which a second click makes a double-click
  const page = data("data-page");
  const online = !page.standalone;
  const scenes = new Map(); // by their steps: a scene that was once there needs no asking again
  const key = (steps) => steps.join("\n");
  scenes.set(key(page.asked.then), view.indexed({ ...data("data-scene"), nodes: data("data-nodes"), links: data("data-links") }));

  let picked = { nodes: [], link: null, paths: null };
  let standing = null; // the node that the keyboard stands on
  let labelsOn = page.labels;
  let sliding = null; // the state in which the slider was taken hold of
  let shown;
  const found = new Map(); // paths, by their ends and the day

  helpers.theme();
  const canvas = tradegraph.canvas.create(byId("canvas"), byId("details"), JSON.parse(data("data-options")), {
    // A panel that opened at once over what was clicked would take the second click of a double-click.
    pick: (hit, more) => pick(hit, more, hit && hit.node && canvas.under(hit.node) ? DOUBLE : 0),
    expand: (id) => expand(id),
    move: (places) => past.go({ moved: [...past.state.moved.filter(([id]) => !places.some((place) => place[0] === id)), ...places] }),
  });
  const bar = timebar.create({
    slide: (day) => {
      sliding ??= past.state;
      past.slide({ asOf: day });
    },
    settle: () => {
      const from = sliding;
      sliding = null;
      if (from) past.settle(from);
    },
    go: (day) => past.go({ asOf: day }),
    pick: (hit) => pick(hit),
  });
  const past = history.begin(url.read(location.hash.slice(1) || page.view, view.begin(page.as_of, page.asked.then)), (state) => render(state));
  const sceneNow = () => scenes.get(key(past.state.steps));

  // ---- showing -------------------------------------------------------------------------------------------------------
  const nearTo = () => {
    if (picked.link) {
      const { link } = shown.links.find((one) => one.link.link_id === picked.link) || {};
      return link ? { nodes: new Set([link.subject, link.object]), links: new Set([link.link_id]) } : null;
    }
    if (picked.nodes.length !== 1) return null;
    const [id] = picked.nodes;
    const links = shown.links.filter(({ link }) => link.subject === id || link.object === id).map(({ link }) => link);
    return { links: new Set(links.map((link) => link.link_id)), nodes: new Set([id, ...links.flatMap((link) => [link.subject, link.object])]) };
  };
  const pathKey = ({ path, asOf }) => [...path, asOf].join(" ");
  const onPath = (state) => {
    const links = (state.path.length && found.get(pathKey(state))) || [];
    return new Set(links.flatMap((path) => path.links.map((hop) => hop.link_id)));
  };
  /** Marks the day of the latest source where the day asked about is later. */
  const showAge = (day) => {
    const age = byId("age");
    if (age) age.classList.toggle("late", day > page.latest_source);
  };
  const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

  const render = (state) => {
    const scene = scenes.get(key(state.steps));
    shown = view.shown(scene, state);
    const there = new Set(shown.nodes.map(({ node }) => node.id));
    picked = {
      nodes: picked.nodes.filter((id) => there.has(id)),
      link: scene.linkOf.has(picked.link) ? picked.link : null,
      paths: picked.paths && state.path.length ? found.get(pathKey(state)) || picked.paths : null,
    };
    if (!there.has(standing)) standing = null;
    drawPicture(state);
    showAge(state.asOf);
    legend.draw(scene, shown, state, page.texts, (change) => past.go(change));
    bar.draw(scene, shown, picked.nodes);
    byId("counts").textContent = `${plural(shown.nodes.length, "entity", "entities")}, ${plural(shown.links.length, "link", "links")}`;
    byId("day").textContent = days.text(state.asOf);
    byId("day").dateTime = state.asOf;
    byId("nothing").hidden = shown.links.length > 0 || shown.nodes.length > 1;
    byId("undo").disabled = !past.canUndo;
    byId("redo").disabled = !past.canRedo;
    byId("expected").setAttribute("aria-pressed", String(state.expected));
    if (!byId("tables").hidden) table.draw(scene, shown, page.texts, { pick: fromTable });
    if (sliding) return;
    if (online) byId("compare").href = compared(state);
    tell(state);
    remember(state);
    if (state.path.length && !found.has(pathKey(state)) && online) askPath(state);
  };
  /** Before and after: from the day that the page began with to the one it is on, or over the last month. */
  const compared = (state) => {
    const query = url.question(page.asked, state);
    query.delete("as_of");
    const [before, after] = [page.as_of, state.asOf].sort();
    query.set("before", before < after ? before : days.shifted(after, -30));
    query.set("after", after);
    return `picture/compare?${query}`;
  };
  const drawPicture = (state) => {
    const marks = { picked: picked.nodes, path: onPath(state), near: nearTo(), pinned: new Set(state.pinned), at: standing, labels: labelsOn };
    canvas.draw(sceneNow(), shown, state, marks);
  };
  const hooks = { online };
  const tell = (state) => details.draw({ scene: sceneNow(), shown, state, asked: page.asked, hooks }, picked);
  const remember = (state) => {
    if (!online) return;
    const after = url.view(state, picked.nodes);
    window.history.replaceState(null, "", `picture?${url.question(page.asked, state)}${after ? `#${after}` : ""}`);
  };

  // ---- doing ---------------------------------------------------------------------------------------------------------
  const pick = (hit, more = false, wait = 0) => {
    const one = hit && hit.node;
    const second = more && one && picked.nodes.length === 1 && picked.nodes[0] !== one;
    picked = { nodes: one ? (second ? [...picked.nodes, one] : [one]) : [], link: (hit && hit.link) || null, paths: null };
    if (one) standing = one;
    drawPicture(past.state);
    bar.draw(sceneNow(), shown, picked.nodes);
    remember(past.state);
    const mine = picked;
    const open = () => {
      if (picked !== mine) return;
      tell(past.state);
      const link = picked.link && sceneNow().linkOf.get(picked.link);
      for (const end of link ? [link.subject, link.object] : picked.nodes.slice(-1)) canvas.reveal(end);
    };
    if (wait) setTimeout(open, wait);
    else open();
  };
  const fromTable = (hit) => {
    toggleTable(false);
    pick(hit);
    byId("canvas").focus();
  };
  /**
   * Asks for the scene with one more step, and goes on to it where it holds anything new; gives back how many entities.
   * `go` is the history's way on: `go`, or `slide` for what is not to be undone by itself.
   */
  const step = async (text, go = past.go) => {
    const before = past.state;
    const steps = [...before.steps, text];
    if (!scenes.has(key(steps))) {
      const question = url.question(page.asked, { ...before, steps });
      question.set("known_at", page.known_at); // as known when the page was opened: what came since moves nothing
      const answer = await get("scene", Object.fromEntries(fields(question)));
      scenes.set(key(steps), view.indexed(answer));
    }
    if (past.state !== before) return null; // the reader went on meanwhile
    const [old, next] = [sceneNow(), scenes.get(key(steps))];
    const same = JSON.stringify([...next.reach]) === JSON.stringify([...old.reach]);
    if (next.nodes.length > old.nodes.length || !same) go({ steps });
    return next.nodes.length - old.nodes.length;
  };
  const fields = (query) => [...new Set(query.keys())].map((name) => [name, query.getAll(name)]);
  const failing = (act) => async (...given) => {
    try {
      await act(...given);
    } catch (error) {
      say(error.message);
    }
  };
  const expand = failing(async (id, type = "") => {
    if (!online) return;
    const seen = shown.nodes.length;
    const added = await step(`expand ${id} ${past.state.asOf}${type && ` ${type}`}`);
    if (added === null) return;
    if (added) canvas.refit();
    const more = sceneNow().more.get(id);
    const visible = shown.nodes.length - seen;
    say(added ? `${plural(added, "entity", "entities")} added, ${visible} of them linked on this day${more ? `; ${more} links are still not shown` : ""}.`
      : sceneNow().nodes.length >= page.most ? `The picture is full with ${page.most} entities: begin another with what matters.`
      : "There is nothing more to add here.");
  });
  const add = failing(async (item) => {
    if (shown.nodes.some(({ node }) => node.id === item.id)) return pick({ node: item.id });
    const { hidden } = past.state;
    if (sceneNow().nodeOf.has(item.id)) past.go({ hidden: view.without(hidden, item.id), pinned: [...new Set([...past.state.pinned, item.id])] });
    else if (online) await step(`add ${item.id}`);
    pick({ node: item.id });
  });
  /** Asks for the paths that a state is to show, adds what they lead over, and tells of them. */
  const askPath = failing(async (state) => {
    const [from, to] = state.path;
    const answer = await get("paths", { from, to, as_of: state.asOf, known_at: page.asked.known_at, type: page.asked.type });
    found.set(pathKey(state), answer.items);
    if (past.state !== state) return;
    const there = new Set(shown.nodes.map(({ node }) => node.id));
    const missing = new Set(answer.items.flatMap((path) => path.nodes.map((node) => node.id)).filter((id) => !there.has(id)));
    if (missing.size) await step(`add ${[...missing].join(" ")}`, past.slide);
    picked = { nodes: [], link: null, paths: answer.items };
    render(past.state);
    canvas.fit(false);
  });
  const findPath = (ids) => {
    if (ids.length !== 2 || !online) return say("Pick two entities first: the second with Shift.");
    picked = { nodes: [], link: null, paths: found.get(pathKey({ path: ids, asOf: past.state.asOf })) || null };
    return past.go({ path: ids });
  };
  const hide = (ids) => {
    past.go({ hidden: [...past.state.hidden, ...ids], pinned: past.state.pinned.filter((id) => !ids.includes(id)) });
    byId("canvas").focus({ preventScroll: true });
  };
  const hideOthers = (ids) => {
    const keep = new Set(ids);
    for (const { link } of shown.links) {
      if (ids.includes(link.subject)) keep.add(link.object);
      if (ids.includes(link.object)) keep.add(link.subject);
    }
    hide(shown.nodes.map(({ node }) => node.id).filter((id) => !keep.has(id)));
  };
  const choose = failing(async (id) => {
    const entity = await get(`entities/${encodeURIComponent(id)}`, { as_of: past.state.asOf, known_at: page.asked.known_at });
    byId("choices")?.replaceChildren(details.choices(entity.links, id, hooks));
  });
  Object.assign(hooks, {
    pick, expand, findPath, hideOthers, choose,
    hide: (id) => hide([id]),
    pin: (id) => past.go({ pinned: view.toggled(past.state.pinned, id) }),
    leavePath: () => {
      picked.paths = null;
      past.go({ path: [] });
    },
  });

  // ---- controls ------------------------------------------------------------------------------------------------------
  const toggleTable = (on = byId("tables").hidden) => {
    byId("tables").hidden = !on;
    byId("canvas").inert = on;
    byId("toggle-table").setAttribute("aria-pressed", String(on));
    if (on) table.draw(sceneNow(), shown, page.texts, { pick: fromTable });
  };
  const toggleLabels = () => {
    labelsOn = !labelsOn;
    byId("toggle-labels").setAttribute("aria-pressed", String(labelsOn));
    drawPicture(past.state);
  };
  const showAll = () => past.go({ hidden: [], off: view.begin("").off });
  const toggleExpected = () => past.go({ expected: !past.state.expected });
  const help = () => byId("help").showModal();
  const toggleFilters = () => {
    byId("legend").hidden = !byId("legend").hidden;
    byId("toggle-filters").setAttribute("aria-expanded", String(!byId("legend").hidden));
  };
  for (const [id, act] of Object.entries({
    undo: past.undo, redo: past.redo, expected: toggleExpected, "toggle-table": () => toggleTable(), "toggle-labels": toggleLabels,
    "zoom-in": () => canvas.zoom(1.25), "zoom-out": () => canvas.zoom(0.8), fit: () => canvas.fit(true), "show-all": showAll,
    "help-open": help, skip: () => byId("canvas").focus(), "toggle-filters": toggleFilters,
  })) byId(id).addEventListener("click", act);
  byId("to-latest")?.addEventListener("click", () => past.go({ asOf: page.latest_source }));
  for (const [id, node] of [["more", page.asked.id[0]]]) byId(id)?.addEventListener("click", () => (pick({ node }), choose(node)));

  const here = () => picked.nodes[0] ?? standing;
  const withHere = (act) => () => (here() === null ? say("Go to an entity with the arrow keys first.") : act(here()));
  tradegraph.shortcuts.attach({
    expand: withHere(expand), hide: withHere((id) => hide([id])), hideOthers: withHere((id) => hideOthers([id])), pin: withHere((id) => hooks.pin(id)),
    findPath: () => findPath(picked.nodes), undo: past.undo, redo: past.redo, showAll, toggleExpected, toggleLabels, toggleTable: () => toggleTable(),
    dayBefore: () => bar.step("before"), dayAfter: () => bar.step("after"), zoomIn: () => canvas.zoom(1.25), zoomOut: () => canvas.zoom(0.8),
    fit: () => canvas.fit(true), help, search: () => byId("search").focus(), leave: () => pick(null),
    walk: (direction) => {
      standing = canvas.beside(standing, direction);
      drawPicture(past.state);
      canvas.reveal(standing);
      const node = sceneNow().nodeOf.get(standing);
      if (node) say(`${node.name}, ${node.kind}, ${plural(shown.links.filter(({ link }) => link.subject === standing || link.object === standing).length, "link", "links")}`);
    },
    pick: (more) => standing !== null && pick({ node: standing }, more),
  });
  const inScene = (text) => sceneNow().nodes.filter((node) => node.name.toLowerCase().includes(text.toLowerCase())).slice(0, 8);
  tradegraph.search.attach(async (text, signal) => {
    const items = online ? await tradegraph.search.atService(text, signal) : inScene(text);
    return items.map((item) => ({ ...item, note: `${item.kind}, ${shown.nodes.some(({ node }) => node.id === item.id) ? "in the picture" : "to be added"}` }));
  }, add);
  const words = () => ({
    title: page.title,
    dates: [`As of ${days.text(past.state.asOf)}, using sources up to ${page.known_text}.`,
      page.latest_source && `Latest source: ${days.text(page.latest_source)}.`, `${byId("counts").textContent}.`].filter(Boolean).join(" "),
  });
  share.attach(() => ({ page, shown, state: past.state, view: url.view(past.state), canvas, words: words() }));

  const chosen = url.picked(location.hash.slice(1) || page.view); // before the address is written anew
  if (matchMedia("(max-width: 860px)").matches) toggleFilters();
  render(past.state);
  canvas.fit(false);
  for (const [n, node] of chosen.entries()) if (shown.nodes.some((one) => one.node.id === node)) pick({ node }, n > 0);
  if (chosen.length) canvas.fit(false);
  tradegraph.now = () => ({ state: past.state, shown, scene: sceneNow(), picked, canvas }); // for a console, and for tests
  document.documentElement.dataset.ready = "true";
})();
