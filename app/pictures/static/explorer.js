// The explorer page: holds the state, draws everything from it, and changes it when the user acts.
"use strict";
(() => {
  const { helpers, days, view, history, url, timebar, legend, details, table, controls, share, titleLine } = tradegraph;
  const { byId, data, say, get, plural, reportErrors } = helpers;
  const MAX_MARKED = 3; // entities asked for that are marked; more would be most of the picture
  const DOUBLE = 320; // ms within which a second click makes a double-click
  const page = data("data-page");
  const online = !page.standalone;
  const first = { ...data("data-scene"), nodes: data("data-nodes"), links: data("data-links") };
  const scenes = tradegraph.scenes.create(page, first);

  let picked = { nodes: [], link: null, paths: null };
  let focused = null; // the node that has the keyboard focus
  let labelsOn = page.labels;
  let sliding = null; // the state when the user began to move the slider
  let shown;
  const found = new Map(); // paths by their two ends and the day

  helpers.theme();
  const canvas = tradegraph.canvas.create(byId("canvas"), byId("details"), JSON.parse(data("data-options")), {
    // If the details opened at once over the clicked node, they would receive the second click of a double-click.
    pick: (hit, more) => pick(hit, more, hit?.node && canvas.under(hit.node) ? DOUBLE : 0),
    expand: (id) => expand(id),
    move: (places) =>
      past.go({ moved: [...past.state.moved.filter(([id]) => !places.some((place) => place[0] === id)), ...places] }),
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
  const past = history.begin(
    url.read(location.hash.slice(1) || page.view, view.begin(page.as_of, page.asked.then)),
    (state) => render(state),
  );
  const sceneNow = () => scenes.get(past.state.steps);

  // ---- drawing -------------------------------------------------------------------------------------------------------
  const pathKey = ({ path, asOf }) => [...path, asOf].join(" ");
  const onPath = (state) => {
    const links = (state.path.length && found.get(pathKey(state))) || [];
    return new Set(links.flatMap((path) => path.links.map((hop) => hop.link_id)));
  };
  const render = (state) => {
    const scene = scenes.get(state.steps);
    shown = view.shown(scene, state);
    const there = new Set(shown.nodes.map(({ node }) => node.id));
    picked = {
      nodes: picked.nodes.filter((id) => there.has(id)),
      link: scene.linkOf.has(picked.link) ? picked.link : null,
      paths: picked.paths && state.path.length ? found.get(pathKey(state)) || picked.paths : null,
    };
    if (!there.has(focused)) focused = null;
    drawPicture(state);
    titleLine.draw(page, state);
    legend.draw(scene, shown, state, page.texts, (change) => past.go(change));
    bar.draw(scene, shown, picked.nodes);
    byId("counts").textContent =
      `${plural(shown.nodes.length, "entity", "entities")}, ${plural(shown.links.length, "link", "links")}`;
    byId("day").textContent = days.text(state.asOf);
    byId("day").dateTime = state.asOf;
    byId("nothing").hidden = shown.links.length > 0 || shown.nodes.length > 1;
    byId("undo").disabled = !past.canUndo;
    byId("redo").disabled = !past.canRedo;
    byId("expected").setAttribute("aria-pressed", String(state.expected));
    if (!byId("tables").hidden) table.draw(scene, shown, page.texts, { pick: fromTable });
    if (sliding) return;
    if (online) byId("compare").href = url.compare(page, state);
    drawDetails(state);
    saveUrl(state);
    if (state.path.length && !found.has(pathKey(state)) && online) loadPaths(state);
  };
  const drawPicture = (state) => {
    const marks = {
      picked: picked.nodes,
      path: onPath(state),
      near: view.highlighted(shown, picked),
      pinned: new Set(state.pinned),
      focus: new Set(page.asked.id.length <= MAX_MARKED ? page.asked.id : []),
      at: focused,
      labels: labelsOn,
    };
    canvas.draw(sceneNow(), shown, state, marks);
  };
  const hooks = { online };
  const drawDetails = (state) => details.draw({ scene: sceneNow(), shown, state, asked: page.asked, hooks }, picked);
  const saveUrl = (state) => {
    if (!online) return;
    const after = url.view(state, picked.nodes);
    window.history.replaceState(null, "", `${url.picture(page.asked, state)}${after ? `#${after}` : ""}`);
  };

  // ---- actions -------------------------------------------------------------------------------------------------------
  const pick = (hit, more = false, wait = 0) => {
    const one = hit?.node;
    const second = more && one && picked.nodes.length === 1 && picked.nodes[0] !== one;
    picked = {
      nodes: one ? (second ? [...picked.nodes, one] : [one]) : [],
      link: hit?.link || null,
      paths: null,
    };
    if (one) focused = one;
    drawPicture(past.state);
    bar.draw(sceneNow(), shown, picked.nodes);
    saveUrl(past.state);
    const mine = picked;
    const open = () => {
      if (picked !== mine) return;
      drawDetails(past.state);
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
   * Loads the scene with one more step and shows it if it has anything new. Returns the number of new entities, or null if
   * the state changed in the meantime. `go` is `past.go`, or `past.slide` to make no step to undo.
   */
  const step = async (text, go = past.go) => {
    const before = past.state;
    const steps = [...before.steps, text];
    await scenes.load(steps, before);
    if (past.state !== before) return null; // the user changed the state in the meantime
    const [old, next] = [sceneNow(), scenes.get(steps)];
    const same = JSON.stringify([...next.reach]) === JSON.stringify([...old.reach]);
    if (next.nodes.length > old.nodes.length || !same) go({ steps });
    return next.nodes.length - old.nodes.length;
  };
  const expand = reportErrors(async (id, type = "") => {
    if (!online) return;
    const seen = shown.nodes.length;
    const added = await step(`expand ${id} ${past.state.asOf}${type && ` ${type}`}`);
    if (added === null) return;
    if (added) canvas.refit();
    const more = sceneNow().more.get(id);
    const visible = shown.nodes.length - seen;
    say(
      added
        ? `${plural(added, "entity", "entities")} added, ${visible} of them linked on this date${more ? `; ${more} more links are not shown` : ""}.`
        : sceneNow().nodes.length >= page.most
          ? `The picture is full with ${page.most} entities: open a new one on its own.`
          : "Nothing more to add.",
    );
  });
  const add = reportErrors(async (item) => {
    if (shown.nodes.some(({ node }) => node.id === item.id)) return pick({ node: item.id });
    const { hidden } = past.state;
    if (sceneNow().nodeOf.has(item.id))
      past.go({ hidden: view.without(hidden, item.id), pinned: [...new Set([...past.state.pinned, item.id])] });
    else if (online) await step(`add ${item.id}`);
    pick({ node: item.id });
  });
  /** Loads the paths of a state, adds the entities on them, and shows them in the details. */
  const loadPaths = reportErrors(async (state) => {
    const [from, to] = state.path;
    const answer = await get("paths", {
      from,
      to,
      as_of: state.asOf,
      known_at: page.asked.known_at,
      type: page.asked.type,
    });
    found.set(pathKey(state), answer.items);
    if (past.state !== state) return;
    const there = new Set(shown.nodes.map(({ node }) => node.id));
    const missing = new Set(
      answer.items.flatMap((path) => path.nodes.map((node) => node.id)).filter((id) => !there.has(id)),
    );
    if (missing.size) await step(`add ${[...missing].join(" ")}`, past.slide);
    picked = { nodes: [], link: null, paths: answer.items };
    render(past.state);
    canvas.fit(false);
  });
  const findPath = (ids) => {
    if (ids.length !== 2 || !online) return say("Select two entities first: Shift-click the second.");
    picked = { nodes: [], link: null, paths: found.get(pathKey({ path: ids, asOf: past.state.asOf })) || null };
    return past.go({ path: ids });
  };
  const hide = (ids) => {
    past.go({ hidden: [...past.state.hidden, ...ids], pinned: past.state.pinned.filter((id) => !ids.includes(id)) });
    byId("canvas").focus({ preventScroll: true });
  };
  const hideOthers = (ids) => {
    const { nodes: keep } = view.neighbourhood(shown, ids);
    hide(shown.nodes.map(({ node }) => node.id).filter((id) => !keep.has(id)));
  };
  const choose = reportErrors(async (id) => {
    const entity = await get(`entities/${encodeURIComponent(id)}`, {
      as_of: past.state.asOf,
      known_at: page.asked.known_at,
    });
    byId("choices")?.replaceChildren(details.choices(entity.links, id, hooks));
  });
  Object.assign(hooks, {
    pick,
    expand,
    findPath,
    hideOthers,
    choose,
    hide: (id) => hide([id]),
    pin: (id) => past.go({ pinned: view.toggled(past.state.pinned, id) }),
    closePath: () => {
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
  const walk = (direction) => {
    focused = canvas.nearest(focused, direction);
    drawPicture(past.state);
    canvas.reveal(focused);
    const node = sceneNow().nodeOf.get(focused);
    if (!node) return;
    const links = shown.links.filter(({ link }) => link.subject === focused || link.object === focused);
    say(`${node.name}, ${node.kind}, ${plural(links.length, "link", "links")}`);
  };
  const { toggleLegend } = controls.attach({
    current: () => picked.nodes[0] ?? focused,
    expand,
    hide: (id) => hide([id]),
    hideOthers: (id) => hideOthers([id]),
    pin: hooks.pin,
    findPath: () => findPath(picked.nodes),
    undo: past.undo,
    redo: past.redo,
    showAll: () => past.go({ hidden: [], off: view.begin("").off }),
    togglePlans: () => past.go({ expected: !past.state.expected }),
    toggleLabels,
    toggleTable: () => toggleTable(),
    toLatest: () => past.go({ asOf: page.latest_source }),
    addByType: () => {
      pick({ node: page.asked.id[0] });
      choose(page.asked.id[0]);
    },
    changeBefore: () => bar.step("before"),
    changeAfter: () => bar.step("after"),
    zoom: canvas.zoom,
    fit: () => canvas.fit(true),
    closeDetails: () => pick(null),
    walk,
    pick: (more) => focused !== null && pick({ node: focused }, more),
  });
  tradegraph.search.attach(async (text, signal) => {
    const items = online
      ? await tradegraph.search.atService(text, signal)
      : tradegraph.search.inScene(sceneNow(), text);
    return items.map((item) => ({
      ...item,
      note: `${item.kind}, ${shown.nodes.some(({ node }) => node.id === item.id) ? "in the picture" : "not in the picture"}`,
    }));
  }, add);
  const words = () => {
    const latest = page.latest_source ? ` Latest source: ${days.text(page.latest_source)}.` : "";
    const dates = `As of ${days.text(past.state.asOf)}, using sources up to ${page.known_text}.${latest}`;
    return { title: page.title, dates: `${dates} ${byId("counts").textContent}.` };
  };
  share.attach(() => ({ page, shown, state: past.state, view: url.view(past.state), canvas, words: words() }));

  titleLine.attach(page, () => past.state);

  const chosen = url.picked(location.hash.slice(1) || page.view); // before render() rewrites the address
  if (matchMedia("(max-width: 860px)").matches) toggleLegend();
  render(past.state);
  canvas.fit(false);
  for (const [n, node] of chosen.entries()) if (shown.nodes.some((one) => one.node.id === node)) pick({ node }, n > 0);
  if (chosen.length) canvas.fit(false);
  if (new URLSearchParams(page.view).has("table")) toggleTable(true);
  tradegraph.now = () => ({ state: past.state, shown, scene: sceneNow(), picked, canvas }); // for the browser's console and tests
  document.documentElement.dataset.ready = "true";
})();
