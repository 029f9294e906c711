// Draws /openapi.json: operations by tag, then the schemas. An operation's inside is drawn when it
// is opened, so that a contract of hundreds of operations is there at once.
"use strict";
(async () => {
  const { el, inline, markdown } = window.focalpointText;
  const place = document.getElementById("reference");
  const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"];

  window.focalpoint.onChange((signedIn) => {
    document.getElementById("who").hidden = !signedIn;
    document.getElementById("left").hidden = signedIn;
  });

  let contract;
  try {
    const answer = await fetch("/openapi.json", { credentials: "omit" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    contract = await answer.json();
  } catch (error) {
    place.removeAttribute("aria-busy");
    place.replaceChildren(el("p", { class: "notice bad", role: "alert" }, `The contract could not be loaded (${error.message}).`));
    return;
  }
  const schemas = window.focalpointSchema(contract);
  const tryIt = window.focalpointTry(schemas);

  // What a call is called in lists: its id in words, since summaries are sentences.
  const title = ({ operationId }, otherwise) => {
    const words = (operationId ?? "").replaceAll("_", " ");
    return words ? words[0].toUpperCase() + words.slice(1) : otherwise;
  };
  // The first sentence is enough before an operation is opened; inside stands all of it.
  const firstSentence = (text) => /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;

  const groups = new Map((contract.tags ?? []).map((tag) => [tag.name, { about: tag.description, operations: [] }]));
  for (const [path, item] of Object.entries(contract.paths ?? {})) {
    for (const method of METHODS.filter((one) => item[one])) {
      const operation = item[method];
      const tag = operation.tags?.[0] ?? "Other";
      if (!groups.has(tag)) groups.set(tag, { operations: [] });
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(schemas.resolve);
      const id = `op-${operation.operationId ?? `${method}${path.replaceAll(/[^a-zA-Z0-9]+/g, "-")}`}`;
      groups.get(tag).operations.push({ id, method, path, operation, parameters });
    }
  }

  function inside({ method, path, operation, parameters }) {
    const box = el("div", { class: "inside" });
    const about = [operation.summary, operation.description].filter(Boolean);
    if (about.join(" ") !== firstSentence(operation.summary ?? "")) box.append(markdown(about.join("\n\n")));
    if (parameters.length > 0) {
      box.append(el("h3", {}, "Parameters"), el("ul", { class: "fields" }, ...parameters.map(parameterRow)));
    }
    const body = operation.requestBody && schemas.resolve(operation.requestBody);
    for (const [type, media] of Object.entries(body?.content ?? {})) {
      box.append(el("h3", {}, "Body ", el("span", { class: "kind" }, type)), schemas.fields(media.schema ?? {}));
    }
    box.append(el("h3", {}, "Answers"), el("ul", { class: "fields" }, ...Object.entries(operation.responses ?? {}).map(answerRow)));
    box.append(tryIt(method, path, parameters, operation.requestBody));
    return box;
  }

  function parameterRow(parameter) {
    const row = el("li", {}, el("code", {}, parameter.name), " ", el("span", { class: "kind" }, `${parameter.in}, ${schemas.kind(parameter.schema)}`));
    if (parameter.required) row.append(" ", el("span", { class: "mark" }, "required"));
    if (parameter.description) row.append(markdown(parameter.description));
    const limits = schemas.limits(schemas.flat(parameter.schema ?? {}));
    if (limits) row.append(el("p", { class: "soft" }, limits));
    return row;
  }

  function answerRow([status, given]) {
    const answer = schemas.resolve(given);
    const row = el("li", {}, el("strong", {}, status), " ", ...inline(answer.description ?? ""));
    for (const [type, media] of Object.entries(answer.content ?? {})) {
      if (!media.schema) continue;
      const summary = el("summary", {}, `${schemas.kind(media.schema)} `, el("span", { class: "kind" }, type));
      row.append(schemas.lazy(el("details", {}, summary), () => schemas.fields(media.schema)));
    }
    return row;
  }

  function drawOperation(entry) {
    const { id, method, path, operation } = entry;
    const summary = el("summary", {}, el("span", { class: `verb ${method}` }, method.toUpperCase()), el("span", { class: operation.deprecated ? "path old" : "path" }, path), el("span", { class: "about" }, ...inline(firstSentence(operation.summary ?? ""))));
    if (operation.deprecated) summary.append(el("span", { class: "mark" }, "deprecated"));
    return schemas.lazy(el("details", { class: "op", id }, summary), () => inside(entry));
  }

  const filter = el("input", { id: "filter", type: "search", autocomplete: "off", placeholder: "focal point, /v1/updates …" });
  const lists = el("div", { class: "lists" });
  const content = el("div", {});
  let number = 0;
  // Where the contract does not order its tags, what people look for first stands first.
  const FIRST = contract.tags?.length ? [] : ["Directory", "Updates", "Items", "Who", "Accounts", "Access"];
  const rank = (tag) => (FIRST.includes(tag) ? FIRST.indexOf(tag) : FIRST.length);
  const inOrder = [...groups].sort(([one], [other]) => rank(one) - rank(other));
  for (const [tag, { about, operations }] of inOrder) {
    if (operations.length === 0) continue;
    const id = `tag-${++number}`;
    lists.append(el("h2", {}, tag), el("ul", {}, ...operations.map(({ id: op, path, method, operation }) => el("li", { "data-for": op }, el("a", { href: `#${op}` }, title(operation, `${method.toUpperCase()} ${path}`))))));
    content.append(el("section", { class: "group", "aria-labelledby": id }, el("h2", { id }, tag), about ? markdown(about) : "", ...operations.map(drawOperation)));
  }
  const models = Object.entries(contract.components?.schemas ?? {});
  if (models.length > 0) {
    const draw = ([name, schema]) => schemas.lazy(el("details", { class: "model", id: `schema-${name}` }, el("summary", {}, el("code", {}, name))), () => {
      const shape = schemas.flat(schema);
      return el("div", { class: "inside" }, shape.description ? markdown(shape.description) : "", schemas.fields(schema));
    });
    content.append(el("section", { class: "group", "aria-labelledby": "models" }, el("h2", { id: "models" }, "Schemas"), ...models.map(draw)));
  }

  const found = el("p", { class: "hint", role: "status" });
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const [tag, { operations }] of groups) {
      for (const { id, method, path, operation } of operations) {
        const text = `${method} ${path} ${operation.summary ?? ""} ${operation.operationId ?? ""} ${title(operation, "")} ${tag}`.toLowerCase();
        const hidden = !words.every((word) => text.includes(word));
        if (!hidden) left += 1;
        document.getElementById(id).hidden = hidden;
        lists.querySelector(`[data-for="${CSS.escape(id)}"]`).hidden = hidden;
      }
    }
    for (const list of lists.querySelectorAll("ul")) {
      list.previousElementSibling.hidden = !list.querySelector("li:not([hidden])");
    }
    for (const section of content.querySelectorAll(".group")) {
      section.hidden = words.length > 0 && !section.querySelector(".op:not([hidden])");
    }
    found.textContent = words.length === 0 ? "" : left === 1 ? "1 call" : `${left || "No"} calls`;
  });

  place.replaceChildren(el("nav", { class: "toc", "aria-label": "Calls" }, el("label", { for: "filter" }, "Find a call"), filter, found, lists), content);
  place.removeAttribute("aria-busy");

  // An address may name an operation: it is opened and brought into view.
  function openNamed() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.scrollIntoView();
      target.querySelector("summary").focus({ preventScroll: true });
    }
  }
  window.addEventListener("hashchange", openNamed);
  openNamed();
})();
