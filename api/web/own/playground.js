// GraphiQL, fed by our session (session.js) and our saved examples.
"use strict";
(async () => {
  const mount = document.getElementById("graphiql");
  const { request, onChange } = window.focalpoint;
  const h = React.createElement;

  onChange((signedIn) => {
    document.getElementById("who").hidden = !signedIn;
    document.getElementById("left").hidden = signedIn;
  });

  // On a phone the answer lies below the query: whoever asked is led to it.
  function showAnswer() {
    const narrow = matchMedia("(max-width: 800px)").matches;
    const place = narrow && document.querySelector(".graphiql-response");
    if (place) setTimeout(() => place.scrollIntoView({ block: "start" }), 50);
  }

  async function fetcher(question, options = {}) {
    const answer = await request("/graphql", {
      method: "POST",
      headers: {
        ...options.headers,
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json, application/json;q=0.9",
      },
      body: JSON.stringify(question),
    });
    const text = await answer.text();
    if (question.operationName !== "IntrospectionQuery") showAnswer();
    try {
      return JSON.parse(text);
    } catch {
      return { errors: [{ message: `The server answered ${answer.status} and no JSON.`, extensions: { text } }] };
    }
  }

  const examples = await fetch(`/playground/examples.json?lang=${document.documentElement.lang}`, { credentials: "omit" })
    .then((answer) => (answer.ok ? answer.json() : []))
    .catch(() => []);

  // An address may name a saved example, or carry a query: it becomes a tab, and is never run by
  // itself, since a link must not write.
  const asked = new URLSearchParams(location.search);
  const named = examples.find((example) => example.slug === asked.get("example"));
  const query = named?.query ?? asked.get("query") ?? undefined;
  const variables = named?.variables ?? asked.get("variables") ?? undefined;

  const pick = document.getElementById("examples");
  for (const example of examples) pick.add(new Option(example.title, example.slug));
  if (named) pick.value = named.slug;
  pick.addEventListener("change", () => {
    if (pick.value) location.assign(`/playground?example=${encodeURIComponent(pick.value)}`);
  });

  // Tabs live in the browser between visits. At the first visit they are all examples; the one
  // asked for comes first, because GraphiQL opens the first.
  const tabs = examples.map(({ query, variables }) => ({ query, variables }));
  if (query !== undefined) {
    const others = tabs.filter((tab) => tab.query !== query);
    tabs.splice(0, tabs.length, { query, variables }, ...others);
  }

  const props = {
    fetcher,
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: "variables",
    inputValueDeprecation: true,
  };
  if (tabs.length > 0) props.defaultTabs = tabs;
  if (query !== undefined) Object.assign(props, { query, variables });
  ReactDOM.createRoot(mount).render(h(GraphiQL, props));

  // What GraphiQL leaves unsaid to screen readers and keyboards.
  const names = {
    ".graphiql-query-editor textarea": "Query",
    ".graphiql-editor-tool .graphiql-editor:nth-child(1) textarea": "Variables (JSON)",
    ".graphiql-editor-tool .graphiql-editor:nth-child(2) textarea": "Headers (JSON)",
    ".graphiql-response textarea": "Response",
  };
  const set = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  function mend() {
    for (const [where, name] of Object.entries(names)) {
      for (const area of mount.querySelectorAll(where)) set(area, "aria-label", name);
    }
    // A tab that holds two buttons is no tab to a screen reader: a list of buttons says the same.
    const list = mount.querySelector(".graphiql-tabs");
    list?.removeAttribute("role");
    for (const tab of list?.querySelectorAll(".graphiql-tab") ?? []) {
      const current = tab.classList.contains("graphiql-tab-active");
      tab.removeAttribute("role");
      tab.removeAttribute("aria-selected");
      const button = tab.querySelector(".graphiql-tab-button");
      if (button) set(button, "aria-current", String(current));
    }
    // An editor that keeps the Tab key would hold whoever has no mouse (WCAG 2.1.2); lists of
    // completions, which have a key map of their own, still take it.
    for (const { CodeMirror: editor } of mount.querySelectorAll(".CodeMirror")) {
      const keys = editor?.getOption("extraKeys");
      if (editor && keys?.Tab !== false) editor.setOption("extraKeys", { ...keys, Tab: false, "Shift-Tab": false });
    }
    // What can be scrolled can be scrolled by keyboard.
    for (const box of mount.querySelectorAll(".CodeMirror-scroll, .graphiql-plugin")) {
      if (box.tabIndex !== 0) box.tabIndex = 0;
    }
    // Its visible words are a better name than "Set active".
    for (const entry of mount.querySelectorAll(".graphiql-history-item-label")) entry.removeAttribute("aria-label");
    for (const hints of document.querySelectorAll(".CodeMirror-hints")) set(hints, "aria-label", "Completions");
  }
  let waits = false;
  new MutationObserver(() => {
    if (waits) return;
    waits = true;
    requestAnimationFrame(() => {
      waits = false;
      mend();
    });
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: ["class", "aria-selected"] });
  mend();
})();
