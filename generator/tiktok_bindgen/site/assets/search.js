// The search box of each page, and the page of all results.
//
// The index is a script (assets/search-index.js) that is loaded when the box is used first. Names are found by what is
// in the middle of them, too, so each search goes through all of them: some ten thousand short texts, a few milliseconds.
(function () {
  "use strict";

  const MOST_OF_A_KIND = 6;
  const MOST_PLACES = 8;

  const form = document.querySelector(".search");
  const input = form.querySelector("input");
  const popup = form.querySelector("[role=listbox]");
  const status = form.querySelector("[role=status]");
  const everything = document.getElementById("all-hits");
  const root = form.dataset.root;

  let loading = null;
  let active = -1;

  // Loading

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${root}assets/search-index.js`;
      script.onload = () => resolve(entriesOf(window.searchIndex));
      script.onerror = () => reject(new Error("the search index cannot be loaded"));
      document.head.append(script);
    });
    return loading;
  }

  // The id of an element, as the pages have it (`anchor` in frame.py).
  function anchor(...parts) {
    return encodeURIComponent(parts.join(".").replace(/[^\p{L}\p{N}_.-]+/gu, "_"));
  }

  // All that can be found: a kind, a text, a line about it, and places, each with an address and what it is called.
  function entriesOf(index) {
    const found = [];
    const add = (kind, rows, placesOf) => {
      for (const row of rows) {
        const [text, line] = row;
        found.push({ kind, text, line, low: text.toLowerCase(), lowLine: line.toLowerCase(), places: () => placesOf(row) });
      }
    };
    const operation = (at, field) => {
      const [name] = index.operations[at];
      return { href: `operations/${name}.html${field ? `#field=${encodeURIComponent(field)}` : ""}`, label: name };
    };
    const inReports = (part) => ([name, , kinds]) =>
      kinds.map((at) => {
        const [key, title] = index.reports[at];
        return { href: `reports/${anchor(key)}.html#${anchor(part, name)}`, label: title };
      });

    add("Operations", index.operations, ([name, title]) => [{ href: `operations/${name}.html`, label: title }]);
    add("Fields", index.fields, ([name, , at]) => at.map((each) => operation(each, name)));
    add("Values", index.values, ([, , enums]) =>
      enums.flatMap((each) => {
        const [field, at] = index.enums[each];
        return at.map((one) => ({ ...operation(one, field), label: `${field} in ${index.operations[one][0]}` }));
      }));
    add("Values in lists", index.listed, ([value, , at]) => {
      const [name] = index.lists[at];
      return [{ href: `lists/${anchor(name)}.html#${anchor("value", value)}`, label: name }];
    });
    for (const part of ["metric", "dimension", "filter"]) {
      add(`${part[0].toUpperCase()}${part.slice(1)}s`, index[`${part}s`], inReports(part));
    }
    add("Return codes", index.codes, ([code]) => [{ href: `return-codes.html#${code}`, label: "" }]);
    add("Webhook events", index.events, ([, , anchor]) => [{ href: `webhooks.html#${anchor}`, label: "" }]);
    add("Lists", index.lists, ([name]) => [{ href: `lists/${anchor(name)}.html`, label: "" }]);
    return found;
  }

  // Searching

  // How well a text fits a word: 0 is the word itself, 4 has it in its line only, -1 not at all.
  function fit(entry, word) {
    const at = entry.low.indexOf(word);
    if (at < 0) return entry.lowLine.includes(word) ? 4 : -1;
    if (at === 0) return entry.low.length === word.length ? 0 : 1;
    return /[a-z0-9]/.test(entry.low[at - 1]) ? 3 : 2;
  }

  function score(entry, words) {
    let worst = 0;
    for (const word of words) {
      const fits = fit(entry, word);
      if (fits < 0) return -1;
      worst = Math.max(worst, fits);
    }
    return worst;
  }

  // The hits by kind, the best first.
  function search(entries, words) {
    const byKind = new Map();
    for (const entry of words.length ? entries : []) {
      const scored = score(entry, words);
      if (scored < 0) continue;
      if (!byKind.has(entry.kind)) byKind.set(entry.kind, []);
      byKind.get(entry.kind).push({ entry, scored });
    }
    for (const hits of byKind.values()) {
      hits.sort((a, b) => a.scored - b.scored || a.entry.text.length - b.entry.text.length || (a.entry.text < b.entry.text ? -1 : 1));
    }
    return byKind;
  }

  function wordsOf(text) {
    return text.toLowerCase().split(/\s+/).filter(Boolean);
  }

  // Showing

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  // A text, the first of the words in it marked.
  function marked(text, words) {
    const low = text.toLowerCase();
    const word = words.find((each) => low.includes(each));
    const at = word === undefined ? -1 : low.indexOf(word);
    if (at < 0) return [text];
    return [text.slice(0, at), element("mark", "", text.slice(at, at + word.length)), text.slice(at + word.length)];
  }

  function described(entry, words) {
    const name = element("span", "hit-name", ...marked(entry.text, words));
    return entry.line ? [name, element("span", "hit-line", ...marked(entry.line, words))] : [name];
  }

  function option(href, ...children) {
    const made = element("a", "", ...children);
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.tabIndex = -1;
    made.href = `${root}${href}`;
    return made;
  }

  function hitOption({ entry }, words) {
    const [first, ...others] = entry.places();
    const made = option(first.href, ...described(entry, words));
    const where = others.length ? `${first.label} and ${others.length} more` : entry.kind === "Operations" ? "" : first.label;
    if (where) made.append(element("span", "hit-line", where));
    return made;
  }

  function show(byKind, words) {
    const groups = [];
    let total = 0;
    for (const [kind, hits] of byKind) {
      const title = element("div", "hit-kind", kind);
      title.id = `hits-${groups.length}`;
      const group = element("div", "", title, ...hits.slice(0, MOST_OF_A_KIND).map((hit) => hitOption(hit, words)));
      group.setAttribute("role", "group");
      group.setAttribute("aria-labelledby", title.id);
      groups.push(group);
      total += hits.length;
    }
    const told = total === 1 ? "1 result" : `${total || "No"} results`;
    if (total) groups.push(option(`search.html?q=${encodeURIComponent(input.value.trim())}`, `Show all ${told}`));
    popup.replaceChildren(...(total ? groups : [element("div", "hit-kind", told)]));
    options().forEach((each, number) => (each.id = `hit-${number}`));
    status.textContent = told;
    open(words.length > 0);
  }

  // The combobox: the box keeps the focus, and says which option is chosen

  const options = () => [...popup.querySelectorAll("[role=option]")];

  function open(shown) {
    popup.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    choose(-1);
  }

  function choose(number) {
    const every = options();
    every[active]?.setAttribute("aria-selected", "false");
    active = every.length && number >= -1 ? (number === every.length ? 0 : number) : -1;
    const chosen = every[active];
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen.id);
  }

  async function typed() {
    const asked = input.value;
    const entries = await load();
    // More may have been typed while the index was loaded.
    if (asked === input.value) show(search(entries, wordsOf(asked)), wordsOf(asked));
  }

  input.addEventListener("focus", () => void load().catch(() => {}));
  input.addEventListener("input", () => void typed().catch((error) => (status.textContent = error.message)));
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && popup.hidden && input.value) void typed();
    else if (event.key === "ArrowDown" && !popup.hidden) choose(active + 1);
    else if (event.key === "ArrowUp" && !popup.hidden) choose(active < 0 ? options().length - 1 : active - 1);
    else if (event.key === "Enter" && active >= 0) {
      options()[active].click();
      open(false);
    } else if (event.key === "Escape" && !popup.hidden) open(false);
    else return;
    event.preventDefault();
  });
  // A click is not to take the focus from the box before it is one.
  popup.addEventListener("pointerdown", (event) => event.preventDefault());
  popup.addEventListener("click", () => open(false));
  addEventListener("keydown", (event) => {
    const writes = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || writes || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  // The page of all results

  function places(entry) {
    const links = entry.places().map(({ href, label }) => {
      const link = element("a", "", label || entry.text);
      link.href = `${root}${href}`;
      return element("li", "", link);
    });
    const list = element("ul", "places", ...links);
    if (links.length <= MOST_PLACES) return list;
    return element("details", "", element("summary", "", `${links.length} places`), list);
  }

  async function showAll(asked) {
    input.value = asked;
    const words = wordsOf(asked);
    const sections = [];
    let total = 0;
    for (const [kind, hits] of search(await load(), words)) {
      const rows = hits.map(({ entry }) => element("li", "", ...described(entry, words), places(entry)));
      const title = element("h2", "", `${kind} `, element("span", "count", String(hits.length)));
      sections.push(element("section", "", title, element("ul", "hits", ...rows)));
      total += hits.length;
    }
    everything.replaceChildren(element("p", "lead", `${total || "No"} result${total === 1 ? "" : "s"} for “${asked}”.`), ...sections);
  }

  form.hidden = false;
  if (everything) {
    const asked = new URLSearchParams(location.search).get("q")?.trim();
    if (asked) void showAll(asked).catch((error) => everything.replaceChildren(error.message));
    else input.focus();
  }
})();
