// The plain playground: a query, its variables, an answer.
// What it says to people comes with the page, in the page's language.
"use strict";
(async () => {
  const at = (id) => document.getElementById(id);
  const said = at("plain").dataset;
  const { request, onChange } = window.focalpoint;
  const [query, variables, answerBox, state, pick] = ["query", "variables", "answer", "state", "examples"].map(at);

  onChange((signedIn) => {
    at("who").hidden = !signedIn;
    at("left").hidden = signedIn;
  });

  async function run() {
    let values;
    try {
      values = variables.value.trim() === "" ? undefined : JSON.parse(variables.value);
    } catch (error) {
      state.textContent = `${said.wrongVariables} ${error.message}`;
      variables.focus();
      return;
    }
    state.textContent = said.asking;
    const began = performance.now();
    try {
      const answer = await request("/graphql", {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/graphql-response+json, application/json;q=0.9",
        },
        body: JSON.stringify({ query: query.value, variables: values }),
      });
      const text = await answer.text();
      answerBox.textContent = pretty(text);
      const took = Math.round(performance.now() - began);
      state.textContent = said.after.replace("{0}", answer.status).replace("{1}", took);
    } catch (error) {
      state.textContent = `${said.noAnswer} ${error.message}`;
    }
  }

  function pretty(text) {
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  }

  at("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  at("ask").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
  });

  const examples = await fetch(`/playground/examples.json?lang=${document.documentElement.lang}`, { credentials: "omit" })
    .then((answer) => (answer.ok ? answer.json() : []))
    .catch(() => []);
  const show = (example) => {
    query.value = example?.query ?? "";
    variables.value = example?.variables ?? "";
  };
  for (const example of examples) pick.add(new Option(example.title, example.slug));
  pick.addEventListener("change", () => show(examples.find((one) => one.slug === pick.value)));

  // An address may name an example or carry a query. It is shown and never run by itself, since a
  // link must not write.
  const asked = new URLSearchParams(location.search);
  const named = examples.find((one) => one.slug === asked.get("example"));
  if (asked.has("query")) show({ query: asked.get("query"), variables: asked.get("variables") });
  else show(named ?? examples[0]);
  if (named) pick.value = named.slug;
})();
