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

  // The element of an address: #id, or #field=name for the first field of that name.
  function addressed() {
    let hash;
    try {
      hash = decodeURIComponent(location.hash.slice(1));
    } catch {
      return null;
    }
    const name = hash.startsWith("field=") ? hash.slice("field=".length) : "";
    if (name) return document.querySelector(`[data-name="${CSS.escape(name)}"]`);
    return hash ? document.getElementById(hash) : null;
  }

  function reveal() {
    const target = addressed();
    if (!target) return;
    for (let around = target; around; around = around.parentElement) {
      if (around instanceof HTMLDetailsElement) around.open = true;
    }
    if (location.hash.startsWith("#field=")) history.replaceState(null, "", `#${encodeURIComponent(target.id)}`);
    target.scrollIntoView();
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
