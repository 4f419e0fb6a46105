// The search box of each page, and the page of all results.
//
// What can be found and how (assets/search-index.js and find.js) is loaded when the box is used first.
(function () {
  "use strict";

  const MOST_OF_A_KIND = 6;
  const MOST_PLACES = 8;
  const MOST_READ = 3;

  const form = document.querySelector(".search");
  const input = form.querySelector("input");
  const popup = form.querySelector("[role=listbox]");
  const status = form.querySelector("[role=status]");
  const everything = document.getElementById("all-hits");
  const root = form.dataset.root;

  let loading = null;
  let active = -1;

  // Loading

  function script(name) {
    return new Promise((resolve, reject) => {
      const made = document.createElement("script");
      made.src = `${root}assets/${name}`;
      made.onload = resolve;
      made.onerror = () => reject(new Error("the search index cannot be loaded"));
      document.head.append(made);
    });
  }

  function load() {
    loading ??= Promise.all([script("find.js"), script("search-index.js")]).then(() => TikTokSearch.entriesOf(searchIndex));
    return loading;
  }

  // Showing

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  function marked(text, words) {
    return TikTokSearch.marked(text, words).map((piece, at) => (at % 2 ? element("mark", "", piece) : piece));
  }

  function described(entry, words, name) {
    name.className = "hit-name";
    name.append(...marked(entry.text, words));
    return entry.line ? [name, element("span", "hit-line", ...marked(entry.line, words))] : [name];
  }

  // How many results there are; and the words they have instead of those that were typed.
  function told({ kinds, read }) {
    const total = kinds.reduce((sum, [, hits]) => sum + hits.length, 0);
    const also = read.length ? `, also for ${read.slice(0, MOST_READ).join(", ")}${read.length > MOST_READ ? " …" : ""}` : "";
    return [`${total || "No"} ${total === 1 ? "result" : "results"}`, also];
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
    const made = option(first.href, ...described(entry, words, element("span")));
    const where = others.length ? `${first.label} and ${others.length} more` : first.label;
    if (where) made.append(element("span", "hit-line", where));
    return made;
  }

  function show(found) {
    const { kinds, words } = found;
    const groups = kinds.map(([kind, hits], number) => {
      const title = element("div", "hit-kind", kind);
      title.id = `hits-${number}`;
      const group = element("div", "", title, ...hits.slice(0, MOST_OF_A_KIND).map((hit) => hitOption(hit, words)));
      group.setAttribute("role", "group");
      group.setAttribute("aria-labelledby", title.id);
      return group;
    });
    status.textContent = told(found).join("");
    const all = option(`search.html?q=${encodeURIComponent(input.value.trim())}`, `Show all ${status.textContent}`);
    popup.replaceChildren(...(groups.length ? [...groups, all] : [element("div", "hit-kind", status.textContent)]));
    options().forEach((each, number) => (each.id = `hit-${number}`));
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
    if (asked === input.value) show(TikTokSearch.search(entries, asked));
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

  function result({ entry }, words) {
    const places = entry.places();
    const link = (href, name) => Object.assign(element("a", "", name), { href: `${root}${href}` });
    if (places.every(({ label }) => !label)) return element("li", "", ...described(entry, words, link(places[0].href, "")));
    const list = element("ul", "places", ...places.map(({ href, label }) => element("li", "", link(href, label))));
    const shown = places.length <= MOST_PLACES ? list : element("details", "", element("summary", "", `${places.length} places`), list);
    return element("li", "", ...described(entry, words, element("span")), shown);
  }

  async function showAll(asked) {
    input.value = asked;
    const entries = await load();
    const found = TikTokSearch.search(entries, asked);
    const sections = found.kinds.map(([kind, hits]) => {
      const title = element("h2", "", `${kind} `, element("span", "count", String(hits.length)));
      return element("section", "", title, element("ul", "hits", ...hits.map((hit) => result(hit, found.words))));
    });
    everything.replaceChildren(element("p", "lead", told(found).join(` for “${asked}”`), "."), ...sections);
  }

  form.hidden = false;
  if (everything) {
    const asked = new URLSearchParams(location.search).get("q")?.trim();
    if (asked) void showAll(asked).catch((error) => everything.replaceChildren(error.message));
    else input.focus();
  }
})();
