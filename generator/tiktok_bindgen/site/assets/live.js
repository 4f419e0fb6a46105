// An operation's page made live: choices that decide what is required and allowed, and a check of a pasted request.
(() => {
  "use strict";
  const rules = globalThis.TikTokRules;
  const stated = document.getElementById("operation-data");
  if (!rules || !stated) return;
  const data = JSON.parse(stated.textContent);
  const fields = new Map(
    [...document.querySelectorAll(".field[data-path]")].map((each) => [each.dataset.path, each]),
  );

  // -- pieces ------------------------------------------------------------------------------

  // An element with its properties and what is in it; of text, what is in back-ticks is code.
  function make(tag, properties, ...inside) {
    const made = Object.assign(document.createElement(tag), properties);
    for (const each of inside) made.append(...(typeof each === "string" ? marked(each) : [each]));
    return made;
  }

  function marked(text) {
    return text.split("`").map((part, index) => {
      if (index % 2 === 0) return part;
      const code = document.createElement("code");
      code.textContent = part;
      return code;
    });
  }

  const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const shown = (value) => (typeof value === "string" ? value : JSON.stringify(value));

  function reveal(field) {
    for (let around = field.parentElement; around; around = around.parentElement) {
      if (around instanceof HTMLDetailsElement) around.open = true;
    }
  }

  function show(field) {
    reveal(field);
    field.hidden = false;
    document.querySelectorAll(".field.pointed").forEach((each) => each.classList.remove("pointed"));
    field.classList.add("pointed");
    field.tabIndex = -1;
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  }

  // -- choices -----------------------------------------------------------------------------

  const FIRST = 6;
  const MOST_LED_TO = 12;
  const WORDS = {
    given: "chosen",
    wrong: "chosen, but conflicts with the rest",
    required: "required",
    choice: "one of several is required",
    forbidden: "not allowed",
    clash: "both required and not allowed",
    open: "undecided",
    allowed: "optional",
  };
  const HEADS = {
    wrong: "Conflicts with the rest",
    clash: "Required and not allowed",
    required: "Now required",
    choice: "One of several is required",
    forbidden: "Not allowed",
  };
  const chosen = {};
  const form = document.getElementById("choose");
  const section = document.getElementById("live");
  const selects = new Map();

  // What can be chosen for a field: the text of each option in the address, what is shown, and the value.
  function optionsOf({ path, values, listed, known }) {
    const isLevel = path.startsWith("^");
    const options = values.map((value) => [shown(value), shown(value), listed ? [value] : value]);
    if (!values.length) options.push(["+", "given", { given: true }]);
    if (
      known &&
      !isLevel &&
      !fields
        .get(path)
        ?.querySelector(":scope > .field-head > .presence.required, :scope > .presence.required")
    ) {
      options.push(["-", "not given", null]);
    }
    return options;
  }

  function nameOf(path) {
    const [, level, rest] = /^\^(\w+)\.(.+)$/.exec(path) ?? [];
    return level ? `${rest} of the ${level}` : path;
  }

  // What is asked for: first of requests above, since most follows from these.
  function questionsOf() {
    // Some item of a list is not one that a choice can be about, unless the field is in the tree.
    const asked = rules.questions(data).filter(({ path, known }) => known || path in data.above);
    const isLevel = ({ path }) => path.startsWith("^");
    return [...asked.filter(isLevel), ...asked.filter((each) => !isLevel(each))];
  }

  function offer(question) {
    const id = `choose-${question.path}`;
    const select = make("select", { id });
    select.append(make("option", { value: "", textContent: "any" }));
    const options = optionsOf(question);
    for (const [key, text] of options) select.append(make("option", { value: key, textContent: text }));
    select.addEventListener("change", () => choose(question.path, select.value));
    selects.set(question.path, { select, options });
    const label = make("label", { htmlFor: id });
    label.append(make("code", { textContent: nameOf(question.path) }));
    return make("div", { className: "choice" }, label, select);
  }

  function choose(path, key) {
    take(path, key);
    remember();
    update();
  }

  function take(path, key) {
    const { select, options } = selects.get(path);
    const option = options.find(([each]) => each === key);
    select.value = option ? key : "";
    if (option) chosen[path] = option[2];
    else delete chosen[path];
  }

  // The address keeps the choices, so that they can be linked: #?field=value.
  function remember() {
    const pairs = Object.keys(chosen).map((path) =>
      [path, selects.get(path).select.value].map(encodeURIComponent).join("="),
    );
    const hash = pairs.length ? `#?${pairs.join("&")}` : " ";
    history.replaceState(null, "", hash === " " ? location.pathname + location.search : hash);
  }

  function recall() {
    if (location.hash && !location.hash.startsWith("#?")) return;
    const pairs = location.hash.slice(2).split("&").filter(Boolean);
    const wanted = new Map(pairs.map((pair) => pair.split("=").map(decodeURIComponent)));
    for (const path of selects.keys()) take(path, wanted.get(path) ?? "");
    update();
  }

  let filtered = false;

  function update() {
    const none = !Object.keys(chosen).length;
    const before = rules.states(data, {});
    const states = none ? before : rules.states(data, chosen);
    const counts = {};
    const needed = new Set();
    const changed = { wrong: [], clash: [], required: [], choice: [], forbidden: [] };
    for (const [path, field] of fields) {
      const state = states[path] ?? { state: "allowed", because: [] };
      const around = field.parentElement.closest(".field");
      // What is inside an object that may be left out is required only with it.
      if (!around || needed.has(around)) {
        counts[state.state] = (counts[state.state] ?? 0) + 1;
        if (["required", "given"].includes(state.state)) needed.add(field);
      }
      const quiet = none || same(before[path], state);
      if (!quiet && (!around || needed.has(around))) changed[state.state]?.push([path, field]);
      tell(field, state, quiet);
    }
    for (const [path, field] of fields)
      field.hidden = filtered && !none && states[path]?.state === "forbidden";
    say(none, counts);
    lead(changed);
    follow(none, [...needed]);
    selects.forEach(({ select }, path) => select.classList.toggle("wrong", states[path]?.state === "wrong"));
  }

  // Whether two states come to the same: of what is not decided, it does not matter what may yet decide it.
  function same(one, other) {
    const told = ({ state, because, values, others }) =>
      JSON.stringify([state, state === "open" ? [] : because, values, others]);
    return told(one) === told(other);
  }

  const coded = (values) => values.map((each) => `\`${shown(each)}\``).join(", ");

  function tell(field, found, quiet) {
    const { state, because, values, others } = found;
    const place = field.querySelector(":scope > .live");
    place.replaceChildren();
    if (quiet) {
      delete field.dataset.state;
      return;
    }
    field.dataset.state = state;
    const value = chosen[field.dataset.path];
    const more =
      state === "given" && (typeof value !== "object" || Array.isArray(value))
        ? `: ${coded([value].flat())}`
        : state === "choice"
          ? `: it or ${coded(others)}`
          : values && state !== "forbidden"
            ? `, ${values.length ? `of its values ${coded(values)}` : "and no value is left"}`
            : "";
    const word = make("strong", { className: `state ${state}`, textContent: WORDS[state] });
    place.append(make("p", {}, word, more));
    // What may yet ask for it or forbid it stands below, with its other conditions.
    const reasons = state === "open" ? [] : because;
    if (reasons.length) {
      place.append(make("ul", { className: "because" }, ...reasons.map((each) => make("li", {}, each))));
    }
    if (["required", "wrong", "clash"].includes(state) && reasons.length) reveal(field);
  }

  let status;
  let tools;
  let effects;

  function say(none, counts) {
    tools.hidden = none;
    if (none) {
      status.textContent = "Choose a value to see its effect on the other fields.";
      return;
    }
    const told = [
      `${plural(counts.required ?? 0, "field")} required`,
      `${counts.forbidden ?? 0} not allowed`,
    ];
    if (counts.choice) told.push(`${counts.choice} as a choice`);
    if (counts.open) told.push(`${counts.open} undecided`);
    const clashes = (counts.wrong ?? 0) + (counts.clash ?? 0);
    if (clashes) told.push(`${clashes} in conflict`);
    status.textContent = `${told.join(", ")}.`;
  }

  // The fields of which something new is said, to go to.
  function lead(changed) {
    effects.replaceChildren();
    for (const [state, found] of Object.entries(changed)) {
      if (!found.length) continue;
      const links = found.slice(0, MOST_LED_TO).flatMap(([path, field]) => [", ", linkTo(field, path)]);
      const more = found.length > MOST_LED_TO ? ` and ${found.length - MOST_LED_TO} more` : "";
      effects.append(make("li", {}, `${HEADS[state]}: `, ...links.slice(1), more));
    }
  }

  // The sample follows the choices: the commonest example that has them all. Of none, rules tell what is required.
  const samples = data.samples ?? [];
  const which = document.getElementById("which-sample");
  const whichAtFirst = which?.textContent;
  let sample = samples[0];

  function follow(none, required) {
    if (!sample || !data.examples) return;
    const index = rules.fitting(samples, chosen);
    sample = samples[index] ?? sample;
    for (const figure of document.querySelectorAll("[data-case]"))
      figure.hidden = figure.dataset.case !== String(index);
    const names = required.map((each) => `\`${each.dataset.path}\``).join(", ");
    const told = none
      ? whichAtFirst
      : index < 0
        ? `No documented example has these choices. Required: ${names || "nothing"}.`
        : "The commonest documented example with these choices.";
    which.replaceChildren(...marked(told));
  }

  function linkTo(field, text) {
    const link = make("a", { href: `#${field.id}` }, make("code", { textContent: text }));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(field);
    });
    return link;
  }

  function offerChoices() {
    const questions = questionsOf();
    if (!questions.length) return;
    const first = questions.slice(0, FIRST).map(offer);
    form.append(make("div", { className: "choices-made" }, ...first));
    if (questions.length > FIRST) {
      const rest = make("div", { className: "choices-made" }, ...questions.slice(FIRST).map(offer));
      const more = make(
        "details",
        {},
        make("summary", {}, plural(questions.length - FIRST, "more choice")),
        rest,
      );
      form.append(more);
    }
    const hide = make("input", { type: "checkbox", id: "only-what-matters" });
    hide.addEventListener("change", () => {
      filtered = hide.checked;
      update();
    });
    const reset = make("button", { type: "button", textContent: "Clear" });
    reset.addEventListener("click", () => {
      for (const path of selects.keys()) take(path, "");
      remember();
      update();
    });
    const label = make("label", { htmlFor: hide.id }, "Hide fields that are not allowed");
    tools = make("div", { className: "choose-tools" }, make("span", {}, hide, " ", label), reset);
    status = make("p", { id: "live-status", role: "status" });
    effects = make("ul", { className: "effects" });
    form.append(make("div", { className: "choose-status" }, status, tools), effects);
    form.addEventListener("submit", (event) => event.preventDefault());
    section.hidden = false;
    addEventListener("hashchange", recall);
    recall();
    // A choice that came with the address may be one of the folded ones.
    form.querySelectorAll("details").forEach((each) => {
      each.open = [...each.querySelectorAll("select")].some((select) => select.value);
    });
  }

  // -- the check of a request --------------------------------------------------------------

  // Where a text stops being JSON: engines tell it in words of their own, or not at all.
  function faultOf(text) {
    const token =
      /[{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y;
    let at = 0;
    const peek = () => {
      token.lastIndex = at = at + /^[ \t\n\r]*/.exec(text.slice(at))[0].length;
      return token.exec(text)?.[0];
    };
    const next = () => {
      const found = peek();
      at += found?.length ?? 0;
      return found;
    };
    const fault = (expected) => ({ at, expected });
    const value = () => {
      const found = peek();
      if (found === undefined || /^[\]},:]$/.test(found)) return fault("a value");
      next();
      if (found !== "{" && found !== "[") return null;
      const close = found === "{" ? "}" : "]";
      if (peek() === close) return void next() ?? null;
      for (;;) {
        if (close === "}") {
          if (!peek()?.startsWith('"')) return fault("a name in double quotes");
          next();
          if (peek() !== ":") return fault("a colon");
          next();
        }
        const inner = value();
        if (inner) return inner;
        const after = peek();
        if (after !== "," && after !== close) return fault(`a comma or ${close}`);
        next();
        if (after === close) return null;
      }
    };
    const found = value() ?? (peek() !== undefined || at < text.length ? fault("the end") : null);
    if (!found) return "";
    const before = text.slice(0, found.at).split("\n");
    return `No JSON: in line ${before.length}, column ${before.at(-1).length + 1}, ${found.expected} is expected.`;
  }

  // The field that a pointer leads to, or the nearest one around it.
  function fieldAt(pointer) {
    for (let steps = pointer.split("/"); steps.length > 1; steps = steps.slice(0, -1)) {
      for (const field of fields.values()) {
        const wanted = field.dataset.pointer.split("/");
        const fits = wanted.every(
          (step, index) =>
            step === steps[index] || (step === "[]" && /^\d+$/.test(steps[index])) || step === "{}",
        );
        if (wanted.length === steps.length && fits) return field;
      }
    }
    return null;
  }

  function violation({ pointer, rule, message }) {
    const field = fieldAt(pointer);
    const place = field ? linkTo(field, pointer) : make("code", { textContent: pointer || "/" });
    return make(
      "li",
      {},
      place,
      " ",
      make("span", {}, message),
      " ",
      make("small", { className: "soft", textContent: rule }),
    );
  }

  function judged(text, verdict) {
    verdict.replaceChildren();
    let payload;
    try {
      payload = JSON.parse(text);
    } catch (error) {
      const fault = text.trim()
        ? faultOf(text) || `No JSON: ${error.message}`
        : "Nothing to check: paste a request as JSON.";
      verdict.append(make("p", { className: "bad", textContent: fault }));
      return;
    }
    const found = rules.check(data, payload);
    if (found.length) {
      verdict.append(
        make("p", { className: "bad", textContent: `${plural(found.length, "violation")}:` }),
        make("ul", { className: "violations" }, ...found.map(violation)),
      );
    } else {
      verdict.append(
        make("p", {
          className: "good",
          textContent: "Valid: the request satisfies all known rules.",
        }),
      );
    }
    if (found.some(({ rule }) => rule === "unknown"))
      verdict.append(
        make("p", { className: "note" }, "The client accepts field names that only other operations have."),
      );
    const isNumberedId = ({ pointer, rule, message }) =>
      rule === "type" && /[/_]ids?(\/\d+)?$/.test(pointer) && / not the number \d+$/.test(message);
    if (found.some(isNumberedId))
      verdict.append(make("p", { className: "note" }, "The client sends ids that are given as numbers as text."));
    if (data.unjudged?.length)
      verdict.append(make("p", { className: "note" }, `Not looked at here: ${data.unjudged.join("; ")}.`));
  }

  function offerCheck() {
    const part = document.getElementById("check");
    const box = document.getElementById("payload");
    const verdict = document.getElementById("verdict");
    if (!part || !box || !verdict) return;
    const check = box.form;
    check.addEventListener("submit", (event) => {
      event.preventDefault();
      judged(box.value, verdict);
    });
    if (sample) {
      const fill = make("button", { type: "button", className: "plain", textContent: "Put the sample in" });
      fill.addEventListener("click", () => {
        box.value = JSON.stringify(sample.request, null, 2);
        verdict.replaceChildren();
        box.focus();
      });
      check.querySelector("button").after(" ", fill);
    }
    part.hidden = false;
  }

  offerChoices();
  offerCheck();
})();
