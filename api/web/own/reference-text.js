// Elements, and the little Markdown that descriptions are written in. Nothing here ever parses
// HTML: whatever a description says ends up as text.
"use strict";
window.focalpointText = (() => {
  function el(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === undefined || value === null || value === false) continue;
      made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== undefined && child !== null && child !== ""));
    return made;
  }

  const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

  function inline(text) {
    const parts = [];
    let from = 0;
    for (const match of text.matchAll(INLINE)) {
      parts.push(text.slice(from, match.index));
      const [whole, code, strong, words, address] = match;
      if (code) parts.push(el("code", {}, code));
      else if (strong) parts.push(el("strong", {}, strong));
      else if (/^(https:\/\/|\/|#)/.test(address)) parts.push(el("a", { href: address, rel: "noreferrer" }, words));
      else parts.push(words);
      from = match.index + whole.length;
    }
    parts.push(text.slice(from));
    return parts;
  }

  function markdown(text) {
    const box = el("div", { class: "text" });
    for (const block of (text ?? "").split(/\n\s*\n/)) {
      const lines = block.split("\n").filter((line) => line.trim() !== "");
      if (lines.length === 0) continue;
      if (lines.every((line) => /^\s*[-*] /.test(line))) {
        box.append(el("ul", {}, ...lines.map((line) => el("li", {}, ...inline(line.replace(/^\s*[-*] /, ""))))));
      } else if (lines[0].startsWith("```")) {
        box.append(el("pre", { tabindex: "0" }, lines.filter((line) => !line.startsWith("```")).join("\n")));
      } else {
        box.append(el("p", {}, ...inline(lines.join(" ").replace(/^#+ /, ""))));
      }
    }
    return box;
  }

  return { el, inline, markdown };
})();
