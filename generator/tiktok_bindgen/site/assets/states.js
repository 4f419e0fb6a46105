/*
 * What follows for each field of a request from values that are chosen so far. Every field has a domain: the
 * values it may have, "another value" and "not given". Rules take away what they leave no room for, until
 * nothing changes; what is left after a try tells more. So whatever is said follows, and what is not known
 * stays open. Of a list of objects, one item stands for any.
 */
Object.assign(
  TikTokRules,
  (() => {
    "use strict";
    const { compare, given, isObject, isStep, list, measured, oneOf, pathOf, pathText, sharedLength } =
      TikTokRules;
    const { enforcedRules, factsOf, lookedAt, requiredOf, resolved, spotsOf, wholeOf, within } = TikTokRules;

    const ABSENT = Symbol("not given");
    const OTHER = Symbol("another value");
    const DEEPEST = 12;
    // Of more values than this, it is not tried which are left.
    const MOST_TRIED = 60;

    class Conflict extends Error {}

    // -- a request as cells and constraints --------------------------------------------------

    function fieldsOf(data) {
      const fields = [];
      const rules = [];
      const walk = (schema, path, required, trail) => {
        rules.push(
          ...enforcedRules(schema).map((rule) => ({ rule, scope: [...path, ...pathOf(rule.scope ?? "")] })),
        );
        for (const [name, raw] of Object.entries(schema.properties ?? {})) {
          let inner = resolved(data, raw);
          let below = [...path, name];
          const around = [...trail, raw.$ref];
          const field = { path: below, holder: path, required: required.has(name), default: inner.default };
          while (inner.type === "array" && below.length < path.length + DEEPEST) {
            around.push(inner.items?.$ref);
            below = [...below, "[]"];
            inner = resolved(data, inner.items);
          }
          field.depth = below.length - path.length - 1;
          field.single = ["string", "number", "integer", "boolean"].includes(inner.type);
          const values = inner.type === "boolean" ? [true, false] : list(inner.enum);
          field.values = factsOf(raw).includes("enum") ? [] : values;
          fields.push(field);
          const names = around.filter(Boolean);
          if (path.filter((step) => !isStep(step)).length >= DEEPEST || new Set(names).size < names.length)
            continue;
          const inside = inner.properties ? inner : resolved(data, inner.additionalProperties);
          if (inside.properties) {
            walk(inside, inside === inner ? below : [...below, "{}"], requiredOf(data, inside), names);
          }
        }
      };
      const whole = wholeOf(data);
      walk(whole, [], new Set(whole.required), []);
      return { fields, rules };
    }

    class Model {
      constructor(data) {
        const { fields, rules } = fieldsOf(data);
        this.fields = fields;
        this.cells = new Map();
        this.constraints = [];
        this.watching = new Map();
        for (const field of fields) {
          this.cell(field.path, field.values.length && !field.depth ? [ABSENT, ...field.values] : undefined);
          if (field.depth === 1 && field.single)
            this.items(field.path, field.values.length ? field.values : undefined);
        }
        for (const [key, values] of Object.entries(data.above ?? {}))
          this.cell(pathOf(key), [ABSENT, ...values]);
        for (const { rule, scope } of rules) this.ruled(rule, scope);
        for (const { path, holder, required } of fields) {
          if (required)
            this.constrain([...this.around(holder), this.presence(path, holder)], {
              targets: [pathText(path)],
            });
        }
      }

      // A field, object or item; those that stand around it are made, too.
      cell(path, domain = [ABSENT, OTHER]) {
        const key = pathText(path);
        if (!this.cells.has(key)) {
          const parent = path.length > 1 ? this.cell(path.slice(0, -1)) : null;
          this.cells.set(key, { key, parent, children: [], domain });
          parent?.children.push(key);
        }
        return this.cells.get(key);
      }

      // What the items of a list of plain values may be: no item stands for all, and there may be none.
      items(path, domain = [OTHER]) {
        const cell = this.cell([...path, "[]"], domain);
        cell.items = true;
        return cell;
      }

      // A value that a rule names can be told from others, unless the field is closed.
      named(path, values) {
        const cell = this.cell(path);
        if (cell.domain.includes(OTHER)) {
          cell.domain = [...new Set([...cell.domain.slice(0, -1), ...values]), OTHER];
        }
        return cell.key;
      }

      around(place) {
        return place.length ? [{ not: this.presence(place, place) }] : [];
      }

      presence(path, place) {
        return this.atom(path, place, { kind: "present", test: () => true });
      }

      atom(path, place, parts) {
        const key = this.cell(path).key;
        const far = path.slice(sharedLength(path, place));
        const step = far.findIndex(isStep);
        const some = step < 0 ? null : pathText(path.slice(0, path.length - far.length + step));
        const holder = path.length > 1 ? pathText(path.slice(0, -1)) : null;
        return { absent: false, ...parts, key, some, holder, items: `${key}[]` };
      }

      condition(when, place, scope) {
        if (when.all) return { all: when.all.map((part) => this.condition(part, place, scope)) };
        if (when.any) return { any: when.any.map((part) => this.condition(part, place, scope)) };
        if (when.not) return { not: this.condition(when.not, place, scope) };
        const kind = ["present", "in", "contains", "holds_only", "compares"].find((each) => each in when);
        const path = [...scope, ...pathOf(when[kind])];
        const { values, default: byDefault } = when;
        if (kind === "present") return this.presence(path, place);
        if (kind === "in") {
          this.named(path, given(byDefault) ? [...values, byDefault] : values);
          const test = (value) => oneOf(value, values);
          return this.atom(path, place, {
            kind,
            test,
            absent: given(byDefault) && test(byDefault) && "default",
          });
        }
        if (kind === "contains" || kind === "holds_only") {
          this.items(path);
          this.named([...path, "[]"], values);
          const holds =
            kind === "contains"
              ? (value) => list(value).some((item) => oneOf(item, values))
              : (value) => list(value).length > 0 && list(value).every((item) => oneOf(item, values));
          return this.atom(path, place, {
            kind,
            values,
            test: (value) => (value === OTHER ? undefined : holds(value)),
          });
        }
        const { operator, bound, other, measure = "value" } = when;
        const test = (value) =>
          given(other) || value === OTHER ? undefined : compare(measured(value, measure), operator, bound);
        return this.atom(path, place, {
          kind,
          test,
          absent: given(byDefault) && test(byDefault) && "default",
        });
      }

      ruled(rule, scope) {
        for (const { parent, targets } of spotsOf(rule)) {
          const place = [...scope, ...parent];
          const paths = targets.map((target) => [...scope, ...target]);
          const demand = this.demand(rule, paths, place);
          if (!demand) continue;
          const asked = rule.when ? [{ not: this.condition(rule.when, place, scope) }] : [];
          this.constrain([...this.around(place), ...asked, demand], {
            rule,
            asks: lookedAt(rule.when).map((path) => pathText([...scope, ...pathOf(path)])),
            text: rule.text ?? rule.id,
            targets: paths.map(pathText),
            group:
              rule.kind === "or" || rule.kind === "only-one"
                ? { place: pathText(place), targets: paths }
                : null,
          });
        }
      }

      demand(rule, paths, place) {
        const there = paths.map((path) => this.presence(path, place));
        const apart = there.flatMap((one, at) =>
          there.slice(at + 1).map((other) => ({ any: [{ not: one }, { not: other }] })),
        );
        const none = { all: there.map((each) => ({ not: each })) };
        switch (rule.kind) {
          case "requires":
          case "or":
            return { any: there };
          case "forbids":
            return none;
          case "zero-or-one":
            return { all: apart };
          case "only-one":
            return { all: [{ any: there }, ...apart] };
          case "all-or-none":
            return { any: [{ all: there }, none] };
          case "value-in":
          case "value-not-in":
            return this.values(paths[0], place, rule.values, rule.kind === "value-in");
          case "limit": {
            const test = (value) => (value === OTHER ? undefined : within(value, rule.bound));
            return isStep(paths[0].at(-1))
              ? null
              : this.atom(paths[0], place, { kind: "limit", test, absent: true });
          }
          default:
            return null;
        }
      }

      values(path, place, values, wanted) {
        const ends = path.findLastIndex((step) => !isStep(step)) + 1;
        if (path.length - ends > 1) return null;
        const own = path.slice(0, ends);
        const field = this.fields.find((each) => pathText(each.path) === pathText(own));
        const fits = (value) => oneOf(value, values) === wanted;
        const listed = path.length > ends || field?.depth === 1;
        if (listed) {
          this.items(own);
          this.named([...own, "[]"], values);
        } else this.named(own, values);
        const unknown = !listed && field?.single && !field.depth ? !wanted : undefined;
        const test = (value) =>
          value === OTHER ? unknown : Array.isArray(value) ? value.every(fits) : fits(value);
        return this.atom(own, place, { kind: "values", test, absent: true, fits: listed ? fits : null });
      }

      // One of some conditions holds.
      constrain(parts, told) {
        const constraint = { text: "", rule: null, group: null, ...told, any: parts };
        this.constraints.push(constraint);
        const keys = new Set();
        const note = (node) => {
          for (const part of node.all ?? node.any ?? (node.not ? [node.not] : [])) note(part);
          if (node.key)
            [node.key, node.holder, node.items, node.some].forEach((key) => key !== null && keys.add(key));
        };
        note({ any: parts });
        for (const key of keys) this.watching.set(key, [...(this.watching.get(key) ?? []), constraint]);
      }
    }

    // -- domains that shrink -----------------------------------------------------------------

    class Domains {
      constructor(model, from = null, without = null) {
        this.model = model;
        this.without = without ?? from?.without ?? new Set();
        this.left = new Map(from?.left);
        this.trail = [];
        this.queue = new Set();
      }

      of(key) {
        return this.left.get(key) ?? this.model.cells.get(key)?.domain ?? [];
      }

      present(key) {
        const domain = this.of(key);
        return !domain.includes(ABSENT) ? true : domain.length > 1 ? undefined : false;
      }

      narrow(key, keep, why) {
        const before = this.of(key);
        const after = before.filter(keep);
        if (after.length === before.length) return;
        const cell = this.model.cells.get(key);
        // A list that may have none of some items may still be empty.
        if (!after.length && cell.domain.includes(ABSENT)) {
          this.trail.push({ key, why, before, after: before });
          throw new Conflict();
        }
        this.left.set(key, after);
        this.trail.push({ key, why, before, after });
        for (const each of this.model.watching.get(key) ?? []) this.queue.add(each);
        if (!cell.domain.includes(ABSENT)) return;
        if (cell.parent && !after.includes(ABSENT))
          this.narrow(cell.parent.key, (value) => value !== ABSENT, why);
        if (after.every((value) => value === ABSENT)) {
          for (const child of cell.children) {
            if (this.model.cells.get(child).domain.includes(ABSENT))
              this.narrow(child, (value) => value === ABSENT, why);
          }
        }
      }

      on(atom, value) {
        if (value !== ABSENT) {
          const found = atom.test(value);
          return found === undefined &&
            atom.fits &&
            this.of(atom.items).every((item) => item !== OTHER && atom.fits(item))
            ? true
            : found === undefined &&
                atom.kind === "contains" &&
                !this.of(atom.items).some((item) => (item === OTHER ? false : oneOf(item, atom.values)))
              ? false
              : found;
        }
        return atom.absent === "default"
          ? atom.holder === null
            ? true
            : this.present(atom.holder)
          : atom.absent;
      }

      truth(node) {
        if (node.not) {
          const found = this.truth(node.not);
          return found === undefined ? undefined : !found;
        }
        if (node.all || node.any) {
          const found = (node.all ?? node.any).map((part) => this.truth(part));
          const settled = !node.all;
          return found.includes(settled) ? settled : found.includes(undefined) ? undefined : !settled;
        }
        if (this.model.cells.get(node.key).items) return this.truthOfItems(node);
        const found = new Set(this.of(node.key).map((value) => this.on(node, value)));
        const all = found.size === 1 ? [...found][0] : undefined;
        // Some item of a list: the one that stands for any will do, but it is not all of them.
        if (node.some === null || (all === true && this.present(node.key))) return all;
        return this.present(node.some) === false ? false : undefined;
      }

      truthOfItems(node) {
        const domain = this.of(node.some);
        if (domain.length === 1 && Array.isArray(domain[0]))
          return domain[0].some((item) => given(item) && node.test(item));
        return this.present(node.some) === false ? false : undefined;
      }

      force(node, wanted, why) {
        if (node.not) return this.force(node.not, !wanted, why);
        if (node.all || node.any) {
          const parts = node.all ?? node.any;
          if (Boolean(node.all) === wanted) {
            for (const part of parts) this.force(part, wanted, why);
            return;
          }
          const open = [];
          for (const part of parts) {
            const found = this.truth(part);
            if (found === wanted) return;
            if (found === undefined) open.push(part);
          }
          if (!open.length) throw new Conflict();
          if (open.length === 1) this.force(open[0], wanted, why);
          return;
        }
        if (node.some !== null) {
          if (wanted) this.narrow(node.some, (value) => value !== ABSENT, why);
          return;
        }
        this.narrow(node.key, (value) => this.on(node, value) !== !wanted, why);
        if (!this.model.cells.has(node.items)) return;
        if (node.fits && wanted) this.narrow(node.items, (item) => item === OTHER || node.fits(item), why);
        if (node.kind === "contains" && !wanted)
          this.narrow(node.items, (item) => !oneOf(item, node.values), why);
        if (node.kind === "holds_only" && wanted)
          this.narrow(node.items, (item) => oneOf(item, node.values), why);
      }

      // Let all constraints that are concerned have their say; `onConflict` is told of one that cannot be kept.
      settle(onConflict) {
        for (const constraint of this.queue) {
          this.queue.delete(constraint);
          if (this.without.has(constraint)) continue;
          try {
            this.force(constraint, true, constraint);
          } catch (error) {
            if (!(error instanceof Conflict)) throw error;
            if (!onConflict) {
              this.trail.push({ key: "", why: constraint, before: [], after: [] });
              throw error;
            }
            this.without = new Set([...this.without, constraint]);
            onConflict(constraint);
          }
        }
      }

      // What is chosen, whatever else was known; what stands around it is there, and nothing in what is not.
      choose(key, values) {
        const cell = this.model.cells.get(key);
        this.left.set(key, values);
        if (!values.includes(ABSENT)) {
          for (let above = cell.parent; above; above = above.parent) {
            this.left.set(
              above.key,
              this.of(above.key).filter((value) => value !== ABSENT),
            );
          }
        } else
          for (const child of cell.children)
            if (!this.model.cells.get(child).items) this.choose(child, [ABSENT]);
      }

      // What follows besides if a field's value is one of some: nothing if it cannot be.
      tried(key, keep, without) {
        const trial = new Domains(this.model, this, without);
        try {
          trial.narrow(key, keep, null);
          trial.settle();
          return { trial, chain: [] };
        } catch (error) {
          if (!(error instanceof Conflict)) throw error;
          return {
            trial: null,
            chain: [...new Set(trial.trail.map(({ why }) => why))].filter((why) => why?.text),
          };
        }
      }
    }

    // -- what is said of each field ----------------------------------------------------------

    const isThere = (value) => value !== ABSENT;
    const isAbsent = (value) => value === ABSENT;
    const models = new WeakMap();

    function modelOf(data) {
      if (!models.has(data)) models.set(data, new Model(data));
      return models.get(data);
    }

    /**
     * The state of each field by its path: `{state, because, values}`.
     * `chosen` has values by path, `null` for what is not sent, and `{given: true}` for what is sent whatever it
     * is; a path may begin at a request above (`^campaign.objective_type`). The state is `given`, `wrong` (given,
     * and a rule does not allow it), `required`, `choice` (one of it and `others` is required), `forbidden`, `clash` (rules ask for both),
     * `open` (a rule may yet ask for it or forbid it), or `allowed`; `values` are those that are left, if not all.
     */
    function states(data, chosen) {
      const model = modelOf(data);
      const base = new Domains(model);
      const wrong = new Map();
      const note = (constraint) => {
        for (const key of constraint.targets)
          wrong.set(key, [...(wrong.get(key) ?? []), constraint.text || "it is always required"]);
      };
      // What is sent last, since it brings what stands around it.
      for (const [key, value] of Object.entries(chosen).sort(([, one], [, two]) => given(one) - given(two))) {
        const cell = model.cell(pathOf(key));
        base.choose(key, value === null ? [ABSENT] : isObject(value) ? cell.domain.filter(isThere) : [value]);
      }
      for (const each of model.constraints) base.queue.add(each);
      base.settle(note);
      const within = new Map([["", base]]);
      const found = {};
      for (const field of model.fields) {
        const key = pathText(field.path);
        const holder = pathText(field.holder);
        if (!within.has(holder)) {
          const { trial } = base.present(holder) ? { trial: base } : base.tried(holder, isThere);
          within.set(holder, trial);
        }
        const domains = within.get(holder);
        found[key] = domains
          ? stateOf(model, domains, base, field, key)
          : { state: "forbidden", because: reasonAbove(found, field) };
        if (given(chosen[key])) found[key] = { state: "given", because: [] };
        const because = wrong.get(key);
        if (because)
          found[key] = {
            state: given(chosen[key]) ? "wrong" : key in chosen ? "required" : "clash",
            because,
          };
      }
      for (const constraint of model.constraints) chooseOne(found, constraint, within);
      return found;
    }

    function reasonAbove(found, field) {
      for (let path = field.holder; path.length; path = path.slice(0, -1)) {
        const because = found[pathText(path)]?.because;
        if (because?.length) return because;
      }
      return [];
    }

    function stateOf(model, domains, base, field, key) {
      const domain = domains.of(key);
      const watched = model.watching.get(key) ?? [];
      const told = (wanted) => {
        const steps = [...base.trail, ...domains.trail].filter((step) => step.key === key);
        const step = steps.find(
          ({ before, after }) => before.some((value) => !wanted(value)) && after.every(wanted),
        );
        return step?.why?.text ? [step.why.text] : [];
      };
      const values = leftOf(model, domains, field, key);
      if (domain.every(isAbsent)) return { state: "forbidden", because: told(isAbsent), ...values };
      if (!domain.includes(ABSENT)) {
        return { state: "required", because: field.required ? [] : told(isThere), ...values };
      }
      if (watched.length) {
        for (const [state, keep] of [
          ["forbidden", isThere],
          ["required", isAbsent],
        ]) {
          const { trial, chain } = domains.tried(key, keep);
          if (!trial) return { state, because: chief(domains, key, keep, chain), ...values };
        }
      }
      const open = watched.filter(
        ({ rule, targets, any }) =>
          rule &&
          !/^(value|limit)/.test(rule.kind) &&
          targets.includes(key) &&
          domains.truth({ any }) === undefined,
      );
      return { state: open.length ? "open" : "allowed", because: open.map(({ text }) => text), ...values };
    }

    // Of the rules that led to a conflict, one without which there is none; those about the field first.
    function chief(domains, key, keep, chain) {
      const about = (why) => (why.targets.includes(key) ? 0 : 1);
      const sorted = [...chain].sort((one, two) => about(one) - about(two));
      const alone = sorted
        .slice(0, 8)
        .find((why) => domains.tried(key, keep, new Set([...domains.without, why])).trial);
      return (alone ? [alone] : sorted.slice(0, 2)).map(({ text }) => text);
    }

    // The values that are left to a field or to the items of a list, where some are ruled out.
    function leftOf(model, domains, field, key) {
      const cell = model.cells.get(field.depth === 1 ? `${key}[]` : key);
      if (!cell || field.depth > 1) return {};
      const before = cell.domain.filter((value) => typeof value !== "symbol");
      const domain = domains.of(cell.key);
      if (!before.length || (cell.domain.includes(OTHER) && domain.includes(OTHER))) return {};
      let left = domain.filter((value) => typeof value !== "symbol");
      const listed = field.depth === 1;
      if (!listed && left.length > 1 && left.length <= MOST_TRIED && model.watching.has(cell.key)) {
        left = left.filter((value) => domains.tried(cell.key, (each) => each === value).trial);
      }
      return left.length < before.length ? { values: left } : {};
    }

    function chooseOne(found, { group, any, targets, text }, within) {
      const domains = group && within.get(group.place);
      if (!domains || any.slice(0, -1).some((part) => domains.truth(part) !== false)) return;
      const left = targets.filter((key) => ["allowed", "open"].includes(found[key]?.state));
      if (
        left.length < 2 ||
        targets.some((key) => ["required", "given", "choice"].includes(found[key]?.state))
      )
        return;
      for (const key of left) {
        const others = left.filter((each) => each !== key);
        found[key] = { ...found[key], state: "choice", because: [text], others };
      }
    }

    /** The fields that conditions look at, those first that most rules do: `[{path, rules, listed, known, values}]`. */
    function questions(data) {
      const model = modelOf(data);
      const asked = new Map();
      for (const { asks = [] } of model.constraints) {
        for (const path of new Set(asks)) asked.set(path, (asked.get(path) ?? 0) + 1);
      }
      const fields = new Map(model.fields.map((field) => [pathText(field.path), field]));
      const valuesOf = (key) =>
        list(model.cells.get(key)?.domain).filter((value) => typeof value !== "symbol");
      return [...asked]
        .sort(([, one], [, two]) => two - one)
        .map(([path, rules]) => {
          const field = fields.get(path);
          const listed = field?.depth === 1;
          return {
            path,
            rules,
            listed,
            known: Boolean(field),
            values: valuesOf(listed ? `${path}[]` : path),
          };
        });
    }

    /** The index of the first of samples that has all choices; -1 if none has. */
    function fitting(samples, chosen) {
      const next = (found, step) => found.flatMap((each) => (step === "[]" ? list(each) : [each?.[step]]));
      const valuesAt = (whole, path) => pathOf(path).reduce(next, [whole]).flat().filter(given);
      const meets = (whole, [path, value]) => {
        const found = valuesAt(whole, path);
        if (value === null || value.given) return !found.length === (value === null);
        return found.includes([value].flat()[0]);
      };
      return samples.findIndex(({ request, above }) =>
        [{}, ...above].some((each) =>
          Object.entries(chosen).every((one) => meets({ ...request, ...each }, one)),
        ),
      );
    }

    return { states, questions, fitting };
  })(),
);
