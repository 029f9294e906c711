// JSON Schema (OpenAPI 3.1) as a list of fields, and as an example to begin with.
"use strict";
window.focalpointSchema = (documentOf) => {
  const { el, markdown } = window.focalpointText;

  // References within the document only; `~1` and `~0` are JSON Pointer's `/` and `~`.
  function resolve(thing) {
    let seen = 0;
    let extra = {};
    while (thing?.$ref && seen++ < 20) {
      const { $ref, ...beside } = thing;
      extra = { ...beside, ...extra };
      const steps = $ref.replace(/^#\//, "").split("/");
      thing = steps.reduce((at, step) => at?.[decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~")], documentOf);
    }
    return thing ? { ...thing, ...extra } : {};
  }

  const nameOf = (schema) => schema?.$ref?.split("/").pop();
  const typesOf = (schema) => [schema.type ?? []].flat();
  const choices = (schema) => schema.oneOf ?? schema.anyOf;

  // One schema out of `allOf`, and the only real one beside `null`.
  function flat(given) {
    const schema = resolve(given);
    if (schema.allOf) {
      const parts = schema.allOf.map(flat);
      const properties = Object.assign({}, ...parts.map((part) => part.properties), schema.properties);
      const required = [...parts, schema].flatMap((part) => part.required ?? []);
      return { ...Object.assign({}, ...parts), ...schema, allOf: undefined, properties, required };
    }
    const real = choices(schema)?.filter((one) => one.type !== "null");
    if (real?.length === 1) {
      return { ...flat(real[0]), description: schema.description ?? resolve(real[0]).description, orNull: real.length < choices(schema).length };
    }
    return schema;
  }

  function kind(given) {
    if (given === true || given === undefined) return "anything";
    const schema = flat(given);
    const name = nameOf(given) ?? nameOf(choices(given)?.find((one) => one.$ref));
    const nullable = schema.orNull || typesOf(schema).includes("null") ? " or null" : "";
    const types = typesOf(schema).filter((type) => type !== "null");
    if (types.includes("array")) return `list of ${kind(schema.items)}${nullable}`;
    if (choices(schema)) return choices(schema).map(kind).join(" or ");
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    const base = name ?? (types.join(" or ") || "object");
    return `${base}${schema.format ? ` (${schema.format})` : ""}${nullable}`;
  }

  function limits(schema) {
    const said = [];
    if (schema.enum) said.push(`one of ${schema.enum.filter((one) => one !== null).join(", ")}`);
    if (schema.minimum !== undefined) said.push(`at least ${schema.minimum}`);
    if (schema.maximum !== undefined) said.push(`at most ${schema.maximum}`);
    if (schema.minLength) said.push(`at least ${schema.minLength} characters`);
    if (schema.maxLength) said.push(`at most ${schema.maxLength} characters`);
    if (schema.maxItems) said.push(`at most ${schema.maxItems} of them`);
    if (schema.default !== undefined) said.push(`default ${JSON.stringify(schema.default)}`);
    return said.join("; ");
  }

  function inner(schema) {
    const whole = flat(schema);
    return typesOf(whole).includes("array") && whole.items ? inner(whole.items) : whole;
  }

  // What lies inside is drawn when it is opened: schemas refer to each other in circles.
  function fields(given) {
    const schema = inner(given);
    const list = el("ul", { class: "fields" });
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const shape = flat(property);
      const row = el("li", {}, el("code", {}, name), " ", el("span", { class: "kind" }, kind(property)));
      if (schema.required?.includes(name)) row.append(" ", el("span", { class: "mark" }, "required"));
      if (shape.deprecated) row.append(" ", el("span", { class: "mark" }, "deprecated"));
      if (shape.description) row.append(markdown(shape.description));
      const bounds = limits(inner(property));
      if (bounds) row.append(el("p", { class: "soft" }, bounds));
      if (Object.keys(inner(property).properties ?? {}).length > 0) {
        row.append(lazy(el("details", {}, el("summary", {}, `Fields of ${name}`)), () => fields(property)));
      }
      list.append(row);
    }
    if (!list.childElementCount) list.append(el("li", {}, el("span", { class: "kind" }, kind(given)), " ", limits(schema)));
    return list;
  }

  function lazy(details, draw) {
    details.addEventListener("toggle", () => details.append(draw()), { once: true });
    return details;
  }

  function example(given, depth = 0) {
    const schema = flat(given);
    if (schema.example !== undefined) return schema.example;
    if (schema.examples?.length) return schema.examples[0];
    if (schema.default !== undefined) return schema.default;
    if (schema.enum) return schema.enum[0];
    if (schema.const !== undefined) return schema.const;
    if (choices(schema)) return example(choices(schema)[0], depth);
    const type = typesOf(schema)[0] ?? (schema.properties ? "object" : undefined);
    if (type === "object") {
      if (depth > 4) return {};
      const wanted = Object.entries(schema.properties ?? {}).filter(([name]) => !schema.required || schema.required.includes(name) || depth === 0);
      return Object.fromEntries(wanted.map(([name, property]) => [name, example(property, depth + 1)]));
    }
    if (type === "array") return depth > 4 ? [] : [example(schema.items ?? {}, depth + 1)];
    if (type === "integer" || type === "number") return schema.minimum ?? 0;
    if (type === "boolean") return false;
    return type === "string" ? "" : null;
  }

  return { resolve, flat, kind, limits, fields, lazy, example };
};
