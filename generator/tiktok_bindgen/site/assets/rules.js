/*
 * What the rules of a request mean, as entries of `x-rules` state them, and what schemas are made of.
 * `check.js` judges a whole request by it, `states.js` a part of one; all give the answers of the Python side,
 * which they are tested against, and need nothing but the language.
 */
globalThis.TikTokRules = (() => {
  "use strict";

  // -- values and paths --------------------------------------------------------------------

  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const isText = (value) => typeof value === "string";
  const isNumber = (value) => typeof value === "number";
  const has = (object, name) => Object.hasOwn(object, name);
  const given = (value) => value !== undefined && value !== null;
  const list = (value) => (Array.isArray(value) ? value : []);
  const isStep = (step) => step === "[]" || step === "{}";

  // What a step's text may hold, and what stands for it, since it separates steps.
  const ESCAPES = [
    ["~", "~0"],
    [".", "~1"],
    ["[", "~2"],
    ["{", "~3"],
    ["`", "~4"],
  ];

  function pathText(path) {
    let text = "";
    for (const step of path) {
      const plain = ESCAPES.reduce((made, [from, to]) => made.replaceAll(from, to), step);
      text += isStep(step) ? step : text ? `.${plain}` : plain;
    }
    return text;
  }

  function pathOf(text) {
    const unescaped = (name) => ESCAPES.reduceRight((made, [to, from]) => made.replaceAll(from, to), name);
    return (text ? text.split(".") : []).flatMap((part) => {
      const [, name, marks] = /^(.*?)((?:\[\]|\{\})*)$/s.exec(part);
      return [...(name || !marks ? [unescaped(name)] : []), ...(marks.match(/../g) ?? [])];
    });
  }

  const pointerStep = (step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;
  const pointerOf = (steps) => steps.map(pointerStep).join("");

  // Where the object that holds a path's field ends.
  function parentLength(path) {
    let length = path.length;
    while (length > 1 && isStep(path[length - 1])) length -= 1;
    return Math.max(length - 1, 0);
  }

  // The nearest object that holds all targets.
  function commonParent(targets) {
    const parents = targets.map((target) => target.slice(0, parentLength(target)));
    let length = 0;
    while (parents.every((each) => length < each.length && each[length] === parents[0][length])) length += 1;
    while (length && parents.some((each) => isStep(each[length]))) length -= 1;
    return parents[0].slice(0, length);
  }

  // How many steps of a path lead to the same item that is at hand at a place.
  function sharedLength(path, place) {
    let shared = 0;
    while (shared < path.length && shared < place.length && path[shared] === place[shared]) shared += 1;
    while (shared && isStep(path[shared])) shared -= 1;
    return shared;
  }

  // -- what rules mean ---------------------------------------------------------------------

  const OPERATORS = {
    "<": (left, right) => left < right,
    "<=": (left, right) => left <= right,
    ">": (left, right) => left > right,
    ">=": (left, right) => left >= right,
    "==": (left, right) => left === right,
    "!=": (left, right) => left !== right,
  };
  const DATE = /^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?Z?)?$/;
  const NUMBER = /^-?\d{1,30}(?:\.(\d{0,30}?)0*)?$/;
  const GROUPS = new Set(["or", "only-one", "zero-or-one", "all-or-none", "arithmetic", "relational"]);

  const oneOf = (value, values) => values.includes(value);
  const lengthOf = (text) => [...text].length;

  function measured(value, measure) {
    if (measure === "length") return isText(value) ? lengthOf(value) : null;
    if (measure === "items") return Array.isArray(value) ? value.length : null;
    if (measure === "number" || measure === "decimals") {
      const found = isText(value) ? NUMBER.exec(value) : null;
      if (!found) return null;
      return measure === "number" ? Number(value) : (found[1] || "").length;
    }
    return value;
  }

  // Numbers compare, and dates of one format, and texts as same or not; anything else is `unknown`.
  function compare(left, operator, right, unknown = false) {
    let known = isNumber(left) && isNumber(right);
    if (isText(left) && isText(right)) {
      const dates = DATE.test(left) && DATE.test(right);
      known = dates ? left.length === right.length : operator === "==" || operator === "!=";
    }
    return known ? OPERATORS[operator](left, right) : unknown;
  }

  // The whole days between the first and the last of some dates; null unless all have one format.
  function daysOf(dates) {
    if (!dates.every((each) => isText(each) && DATE.test(each) && each.length === dates[0].length)) return null;
    const moments = dates.map((each) => new Date(each.replace(/^(.{10})[ T](.*?)Z?$/, "$1T$2Z")));
    if (moments.some((moment, at) => moment.getUTCDate() !== Number(dates[at].slice(8, 10)))) return null;
    return Math.floor((Math.max(...moments) - Math.min(...moments)) / 86_400_000);
  }

  function within(value, { operator, number, measure }) {
    const found = measured(value, measure);
    return found === null || compare(found, operator, number, true);
  }

  function select(start, path) {
    let places = [start];
    for (const step of path) {
      places = places.flatMap(({ steps, value }) => {
        if (step === "[]") return list(value).map((item, at) => ({ steps: [...steps, at], value: item }));
        if (!isObject(value)) return [];
        const names = step === "{}" ? Object.keys(value) : has(value, step) ? [step] : [];
        return names.map((name) => ({ steps: [...steps, name], value: value[name] }));
      });
    }
    return places;
  }

  const objects = (start, path) => select(start, path).filter(({ value }) => isObject(value));
  const present = (start, path) => select(start, path).filter(({ value }) => given(value));

  // The values that a condition looks at; lists that lead to the judged place are looked at in its item alone.
  function valuesAt(path, { start, parent, place }, byDefault) {
    const shared = sharedLength(path, parent);
    let base = start;
    let rest = path;
    if (path.slice(0, shared).some(isStep)) {
      const steps = place.steps.slice(start.steps.length, start.steps.length + shared);
      base = { steps, value: steps.reduce((value, step) => value[step], start.value) };
      rest = path.slice(shared);
    }
    const length = parentLength(rest);
    return objects(base, rest.slice(0, length)).flatMap((holder) => {
      const found = present(holder, rest.slice(length)).map(({ value }) => value);
      return found.length || !given(byDefault) ? found : [byDefault];
    });
  }

  const TESTS = {
    present: () => true,
    in: (value, { values }) => oneOf(value, values),
    contains: (value, { values }) => list(value).some((item) => oneOf(item, values)),
    holds_only: (value, { values }) =>
      list(value).length > 0 && list(value).every((item) => oneOf(item, values)),
  };

  function holds(when, site) {
    if (!when) return true;
    if (when.all) return when.all.every((part) => holds(part, site));
    if (when.any) return when.any.some((part) => holds(part, site));
    if (when.not) return !holds(when.not, site);
    const kind = Object.keys(TESTS).find((name) => name in when) ?? "compares";
    const values = valuesAt(pathOf(when[kind]), site, when.default);
    if (kind !== "compares") return values.some((value) => TESTS[kind](value, when));
    const { operator, measure = "value" } = when;
    const others = given(when.other)
      ? valuesAt(pathOf(when.other), site).map((other) => measured(other, measure))
      : [when.bound];
    return values.some((value) => others.some((other) => compare(measured(value, measure), operator, other)));
  }

  // The pointer of a target that is not there: of the field where its object is, else of that object.
  function missing(place, target) {
    let length = 1;
    while (
      length < target.length &&
      !isStep(target[length]) &&
      objects(place, target.slice(0, length)).length
    ) {
      length += 1;
    }
    return pointerOf([...place.steps, ...target.slice(0, length)]);
  }

  function brokenSingle(rule, place, target) {
    const found = present(place, target);
    if (rule.kind === "requires") return found.length ? [] : [pointerOf([...place.steps, target[0]])];
    if (rule.kind === "limit") {
      return found.filter(({ value }) => !within(value, rule.bound)).map(({ steps }) => pointerOf(steps));
    }
    if (rule.kind === "forbids") return found.map(({ steps }) => pointerOf(steps));
    return found
      .flatMap((each) => (Array.isArray(each.value) ? select(each, ["[]"]) : [each]))
      .filter(({ value }) => oneOf(value, rule.values) !== (rule.kind === "value-in"))
      .map(({ steps }) => pointerOf(steps));
  }

  function brokenGroup(rule, place, targets) {
    const found = targets.map((target) => present(place, target));
    const there = found.filter((values) => values.length);
    const firsts = there.map(([first]) => pointerOf(first.steps));
    const { kind, bound } = rule;
    if (kind === "relational") {
      if (there.length < found.length) return [];
      const [[...left], [{ value: other }]] = found;
      return left
        .filter(({ value }) => !compare(value, rule.operator, other, true))
        .map(({ steps }) => pointerOf(steps));
    }
    if (kind === "arithmetic") {
      const values = there.flat().map(({ value }) => value);
      const days = bound.measure === "days";
      const amounts = days ? [daysOf(values)] : values.map((value) => measured(value, bound.measure));
      const join = bound.measure === "product" ? (all, each) => all * each : (all, each) => all + each;
      const sum = amounts.slice(1).reduce(join, amounts[0]);
      const fits = !amounts.every(isNumber) || compare(sum, bound.operator, bound.number, true);
      return fits ? [] : firsts.slice(0, 1);
    }
    if (kind === "all-or-none") {
      return there.length
        ? targets.filter((_, at) => !found[at].length).map((each) => missing(place, each))
        : [];
    }
    if (!there.length) return kind === "zero-or-one" ? [] : [missing(place, targets[0])];
    return kind === "or" ? [] : firsts.slice(1);
  }

  // Each target by itself, or those of a group together, with the object that they are judged in.
  function spotsOf(rule) {
    const targets = rule.targets.map(pathOf);
    if (GROUPS.has(rule.kind)) return [{ parent: commonParent(targets), targets }];
    return targets.map((target) => ({ parent: target.slice(0, parentLength(target)), targets: [target] }));
  }

  function* broken(rule, start) {
    for (const scope of objects(start, pathOf(rule.scope ?? ""))) {
      for (const { parent, targets } of spotsOf(rule)) {
        const inside = targets.map((target) => target.slice(parent.length));
        for (const place of objects(scope, parent)) {
          if (!holds(rule.when, { start: scope, parent, place })) continue;
          yield* GROUPS.has(rule.kind)
            ? brokenGroup(rule, place, inside)
            : brokenSingle(rule, place, inside[0]);
        }
      }
    }
  }

  /** The pairs of pointer and rule that a payload breaks, each once; rules are entries of `x-rules`. */
  function violations(rules, payload) {
    const found = new Map();
    for (const rule of rules) {
      for (const pointer of broken(rule, { steps: [], value: payload })) {
        found.set(JSON.stringify([pointer, rule.id]), { pointer, rule });
      }
    }
    return [...found.values()];
  }

  // The paths that a condition looks at.
  function lookedAt(when) {
    if (!when) return [];
    const parts = when.all ?? when.any ?? (when.not ? [when.not] : null);
    if (parts) return parts.flatMap(lookedAt);
    return [
      when.present ?? when.in ?? when.contains ?? when.holds_only ?? when.compares,
      when.other,
    ].filter(given);
  }

  // Whether a rule looks at requests above: it is nobody's business where these are not at hand.
  const looksAbove = (rule) => JSON.stringify([rule.targets, rule.when ?? null]).includes('"^');

  // -- schemas -----------------------------------------------------------------------------

  // A schema with what it refers to under its own keys.
  function resolved(data, schema) {
    let made = schema ?? {};
    for (let depth = 0; made.$ref && depth < 20; depth += 1) {
      const { $ref, ...own } = made;
      made = { ...data.components[$ref.slice($ref.lastIndexOf("/") + 1)], ...own };
    }
    return made;
  }

  const factsOf = (schema) => list(schema["x-contested"]).map(({ fact }) => fact);
  const enforcedRules = (holder) => list(holder["x-rules"]).filter((rule) => !factsOf(rule).length);

  // All that a request takes, as one object; what it requires is told whole by `required`.
  function wholeOf(data) {
    const body = resolved(data, data.schema);
    const asked = list(data.parameters);
    const own = Object.fromEntries(asked.map(({ name, schema }) => [name, schema]));
    const needed = asked.filter(({ required }) => required).map(({ name }) => name);
    return {
      ...body,
      type: "object",
      properties: { ...own, ...body.properties },
      required: [...needed, ...requiredOf(data, body)],
      "x-rules": [...list(data.rules), ...list(body["x-rules"])],
    };
  }

  // The fields of an object that must be there whatever else is: rules may say so as well.
  function requiredOf(data, schema) {
    const always = enforcedRules(schema).filter(
      ({ kind, when, scope }) => kind === "requires" && !when && !scope,
    );
    const names = new Set([
      ...list(schema.required),
      ...always.flatMap(({ targets }) => targets.map(unstepped)),
    ]);
    return new Set(
      [...names].filter((name) => {
        const field = (schema.properties ?? {})[name];
        return field && !factsOf(field).includes("required");
      }),
    );
  }

  const unstepped = (target) => (pathOf(target).length === 1 ? pathOf(target)[0] : null);
  const partsOf = (schema) =>
    [schema.oneOf, schema.anyOf].flatMap((parts) => (list(parts).length > 1 ? parts : []));

  return {
    // of values and paths
    given,
    has,
    isNumber,
    isObject,
    isStep,
    isText,
    list,
    lengthOf,
    pathOf,
    pathText,
    pointerStep,
    // of rules
    OPERATORS,
    compare,
    lookedAt,
    looksAbove,
    measured,
    oneOf,
    sharedLength,
    spotsOf,
    violations,
    within,
    // of schemas
    enforcedRules,
    factsOf,
    partsOf,
    requiredOf,
    resolved,
    unstepped,
    wholeOf,
  };
})();
