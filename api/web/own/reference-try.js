// "Try it": a form for one operation, sent with the page's own access token.
"use strict";
window.focalpointTry = (schemas) => {
  const { el, inline } = window.focalpointText;
  let count = 0;

  function field(parameter) {
    const id = `field-${++count}`;
    const shape = schemas.flat(parameter.schema ?? {});
    const label = el("label", { for: id }, el("code", {}, parameter.name), " ", el("span", { class: "kind" }, `${parameter.in}${parameter.required ? ", required" : ""}`));
    const hint = el("p", { class: "hint", id: `${id}-hint` }, ...inline([parameter.description?.split("\n")[0], schemas.limits(shape)].filter(Boolean).join(" · ")));
    let input;
    if (shape.enum || shape.type === "boolean") {
      const values = shape.enum ?? ["true", "false"];
      input = el("select", { id, "aria-describedby": hint.id }, el("option", { value: "" }, "—"), ...values.filter((one) => one !== null).map((one) => el("option", { value: one }, String(one))));
    } else {
      const given = parameter.example ?? schemas.resolve(Object.values(parameter.examples ?? {})[0] ?? {}).value ?? (parameter.required ? shape.example : undefined);
      input = el("input", { id, "aria-describedby": hint.id, value: [given].flat().join(","), required: parameter.required, placeholder: shape.format, autocomplete: "off", spellcheck: "false" });
    }
    return { parameter, input, box: el("div", { class: "field" }, label, input, hint) };
  }

  function bodyField(requestBody) {
    const body = schemas.resolve(requestBody);
    const [type, media] = Object.entries(body.content ?? {}).find(([name]) => name.includes("json")) ?? Object.entries(body.content ?? {})[0] ?? [];
    if (!type) return undefined;
    const id = `field-${++count}`;
    const isJson = type.includes("json");
    const given = media.example ?? schemas.resolve(Object.values(media.examples ?? {})[0] ?? {}).value ?? schemas.example(media.schema ?? {});
    const text = isJson ? JSON.stringify(given, null, 2) : typeof given === "string" ? given : new URLSearchParams(given ?? {}).toString();
    const input = el("textarea", { id, rows: Math.min(18, text.split("\n").length + 1), spellcheck: "false" });
    input.value = text;
    return { type, isJson, input, box: el("div", { class: "field" }, el("label", { for: id }, "Body ", el("span", { class: "kind" }, type)), input) };
  }

  // The address and headers that the form says. Commas stay readable: they separate values here.
  function compose(method, path, inputs, body) {
    const query = new URLSearchParams();
    const headers = new Headers({ Accept: "application/json, application/problem+json;q=0.9, */*;q=0.1" });
    let address = path;
    for (const { parameter, input } of inputs) {
      if (parameter.in === "path") address = address.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
      else if (input.value === "") continue;
      else if (parameter.in === "query") query.append(parameter.name, input.value);
      else if (parameter.in === "header") headers.set(parameter.name, input.value);
    }
    const tail = query.toString().replaceAll("%2C", ",");
    const options = { method: method.toUpperCase(), headers };
    if (body && body.input.value.trim() !== "") {
      headers.set("Content-Type", body.type);
      options.body = body.input.value;
    }
    return { address: tail ? `${address}?${tail}` : address, options };
  }

  function show(answer, text, took, output) {
    const kept = ["etag", "location", "link", "retry-after", "content-type", "x-request-id"];
    const heads = kept.filter((name) => answer.headers.has(name)).map((name) => `${name}: ${answer.headers.get(name)}`);
    let shown = text;
    try {
      shown = JSON.stringify(JSON.parse(text), null, 2);
    } catch { /* not JSON: shown as it came */ }
    output.replaceChildren(
      el("p", {}, el("strong", {}, `${answer.status} ${answer.statusText}`), ` after ${took} ms`),
      el("pre", { tabindex: "0", "aria-label": "Response headers" }, heads.join("\n") || "(no headers of note)"),
      el("pre", { tabindex: "0", "aria-label": "Response body" }, shown.slice(0, 200_000) || "(empty)"),
    );
  }

  return function tryIt(method, path, parameters, requestBody) {
    const inputs = parameters.filter((parameter) => parameter.in !== "cookie").map(field);
    const body = requestBody ? bodyField(requestBody) : undefined;
    const output = el("div", { "aria-live": "polite" });
    const form = el("form", { class: "try" }, el("h3", {}, "Try it"), el("div", { class: "grid" }, ...inputs.map(({ box }) => box)), body?.box, el("p", { class: "actions" }, el("button", { class: "button", type: "submit" }, `Send ${method.toUpperCase()}`)), output);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { address, options } = compose(method, path, inputs, body);
      output.replaceChildren(el("p", { class: "soft" }, `${options.method} ${address} …`));
      const began = performance.now();
      try {
        const answer = await window.focalpoint.request(address, options);
        show(answer, await answer.text(), Math.round(performance.now() - began), output);
      } catch (error) {
        output.replaceChildren(el("p", { class: "notice bad" }, `No answer: ${error.message}`));
      }
    });
    return form;
  };
};
