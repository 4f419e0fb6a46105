// Loaded before anything is shown: light or dark, as was chosen here before, else as the system has it.
(function () {
  "use strict";

  try {
    var chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Where nothing may be kept, the system decides.
  }
})();
