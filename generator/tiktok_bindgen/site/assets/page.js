// What every page does: the choice of light or dark, copying of samples, showing where one is and what an address leads to.
(function () {
  "use strict";

  const root = document.documentElement;

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function offerTheme(button) {
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem("theme", root.dataset.theme);
      } catch {
        // It holds for this page, then.
      }
      show();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    button.hidden = false;
    show();
  }

  function offerCopy(sample) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(sample.querySelector("code").textContent);
        button.textContent = "Copied";
      } catch {
        // No access to the clipboard: the text is at least ready to be copied by hand.
        getSelection().selectAllChildren(sample.querySelector("code"));
        button.textContent = "Selected";
      }
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    sample.querySelector("figcaption").append(button);
  }

  // The element of an address: of its id, else the first field (or metric, value …) of that name or path: #soil,
  // #beds[].soil, #/beds/0/soil. #field=request asks for a field, whatever else has that id.
  function addressed() {
    let hash;
    try {
      hash = decodeURIComponent(location.hash.slice(1));
    } catch {
      return null;
    }
    const name = hash.replace(/^field=/, "");
    const own = name === hash && document.getElementById(hash);
    if (own) return own;
    const steps = (name.startsWith("/") ? name.replace(/\/\d+(?=\/|$)/g, "") : name).split(/[./]|\[\]|\{\}/).filter(Boolean);
    // The id of a field ends in its path, as `anchor` in frame.py writes it.
    const end = CSS.escape(`.${steps.join(".").replace(/[^\p{L}\p{N}_.-]+/gu, "_")}`);
    return steps.length ? document.querySelector(`li[id$="${end}"], tr[id$="${end}"]`) : null;
  }

  function reveal() {
    const target = addressed();
    if (!target) return;
    for (let around = target; around; around = around.parentElement) {
      if (around instanceof HTMLDetailsElement) around.open = true;
    }
    target.scrollIntoView();
    // So that the browser marks the target, and a copied address leads to it alone.
    if (decodeURIComponent(location.hash) !== `#${target.id}`) location.replace(`#${encodeURIComponent(target.id)}`);
  }

  // A list of links that scrolls by itself begins with where one is.
  function centre(current) {
    const list = current.closest("nav");
    const [around, at] = [list.getBoundingClientRect(), current.getBoundingClientRect()];
    list.scrollBy(at.left - around.left - (around.width - at.width) / 2, at.top - around.top - (around.height - at.height) / 2);
  }

  offerTheme(document.querySelector(".theme"));
  document.querySelectorAll(".sample").forEach(offerCopy);
  document.querySelectorAll("nav [aria-current]").forEach(centre);
  addEventListener("hashchange", reveal);
  reveal();
})();
