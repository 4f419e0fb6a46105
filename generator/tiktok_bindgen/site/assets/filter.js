// Filters a list by words, and where the form asks for these by data level and dimension.
(function () {
  "use strict";

  const form = document.querySelector("form.filter");
  const list = document.querySelector("[data-filtered]");
  if (!form || !list) return;

  const rows = [...list.children].map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
    levels: row.dataset.levels?.split(" "),
    without: row.dataset.without?.split(" "),
  }));

  function apply() {
    const asked = new FormData(form);
    const words = asked.get("words").toLowerCase().split(/\s+/).filter(Boolean);
    const level = asked.get("level");
    const dimension = asked.get("dimension");
    let shown = 0;
    for (const { row, text, levels, without } of rows) {
      const fits = words.every((word) => text.includes(word))
        && (!level || !levels || levels.includes(level))
        && (!dimension || !without?.includes(dimension));
      row.hidden = !fits;
      shown += fits;
    }
    form.querySelector("output").value = `${shown} of ${rows.length} shown`;
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
})();
