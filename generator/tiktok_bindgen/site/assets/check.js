/* What is wrong with a whole request: types, presence, names, values, limits, and the rules between fields. */
Object.assign(
  TikTokRules,
  (() => {
    "use strict";
    const { given, has, isNumber, isObject, isStep, isText, list, lengthOf, pathOf, pointerStep } =
      TikTokRules;
    const { OPERATORS, factsOf, lookedAt, looksAbove, partsOf, requiredOf, resolved, unstepped } = TikTokRules;
    const { violations, wholeOf } = TikTokRules;

    const SHOWN = 20;
    const shortened = (text, limit) =>
      lengthOf(text) > limit ? `${[...text].slice(0, limit).join("")}…` : text;
    const printable = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu, " ");

    function quoted(text) {
      const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
      const names = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", [mark]: `\\${mark}` };
      return mark + [...text].map((char) => names[char] ?? char).join("") + mark;
    }

    function described(value) {
      if (isText(value))
        return `string ${shortened(printable(quoted([...value].slice(0, 41).join(""))), 40)}`;
      if (isNumber(value)) return `number ${value}`;
      return Array.isArray(value) ? `array of ${value.length}` : String(value);
    }

    function kindOf(value) {
      if (value === null) return "null";
      if (isNumber(value)) return `the number ${value}`;
      return Array.isArray(value) ? "an array" : isObject(value) ? "an object" : `a ${typeof value}`;
    }

    // In a document of others, an escape may be needless, or the pattern no expression at all, which refuses nothing.
    function matches(pattern, text) {
      for (const flags of ["u", ""])
        try {
          return new RegExp(pattern, flags).test(text);
        } catch {}
      return true;
    }

    // What counts as several characters: kana and Chinese characters, as `runtime/kinds.py` has them.
    const WIDE = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/g;
    // The characters that are emoji whatever is next to them, by Unicode, and the sign that makes one.
    const EMOJI = /[🌀-🌠🌭-🌵🌷-🍼🍾-🎓🎠-🏊🏏-🏓🏠-🏰🏸-🐾👂-📼📿-🔽🕐-🕧🗻-🙏🚀-🛅🤌-🤺🤼-🥅🥇-🧿🩰-🩼\uFE0F]/u;

    const lettersOf = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

    // Whether a letter is missing, too much, another or swapped with the next, or only case or separators differ.
    function isSlip(one, other) {
      if (lettersOf(one) === lettersOf(other)) return true;
      if (Math.abs(one.length - other.length) > 1) return false;
      let start = 0;
      while (start < one.length && one[start] === other[start]) start += 1;
      const [left, right] = [one.slice(start), other.slice(start)];
      const turned = left.slice(0, 2) === [...right.slice(0, 2)].reverse().join("");
      return (
        (turned && left.slice(2) === right.slice(2)) ||
        [right, right.slice(1)].includes(left.slice(1)) ||
        left === right.slice(1)
      );
    }

    // How much of two texts is the same, from 0 to 1: the longest common part, and so on left and right of it.
    function likeness(one, other) {
      const matched = (left, right) => {
        let best = [0, 0, 0];
        let row = [];
        for (let i = 0; i < left.length; i += 1) {
          const next = [];
          for (let j = 0; j < right.length; j += 1) {
            if (left[i] !== right[j]) continue;
            next[j] = (row[j - 1] ?? 0) + 1;
            if (next[j] > best[0]) best = [next[j], i - next[j] + 1, j - next[j] + 1];
          }
          row = next;
        }
        const [size, i, j] = best;
        if (!size) return 0;
        return (
          size +
          matched(left.slice(0, i), right.slice(0, j)) +
          matched(left.slice(i + size), right.slice(j + size))
        );
      };
      return (2 * matched(one, other)) / (one.length + other.length);
    }

    function resembling(name, names) {
      if (name.length > 120) return "";
      const scored = names.map((each) => [likeness(each, name), each]).filter(([score]) => score >= 0.6);
      scored.sort(([a, one], [b, two]) => b - a || (one < two ? 1 : -1));
      return scored.length ? `; did you mean ${scored[0][1]}?` : "";
    }

    const BOUNDS = [
      ["minLength", ">=", "must have at least", "character", "length"],
      ["maxLength", "<=", "must have at most", "character", "length"],
      ["minItems", ">=", "must have at least", "item", "items"],
      ["maxItems", "<=", "must have at most", "item", "items"],
      ["minimum", ">=", "must be at least", "", "value"],
      ["exclusiveMinimum", ">", "must be more than", "", "value"],
      ["maximum", "<=", "must be at most", "", "value"],
      ["exclusiveMaximum", "<", "must be less than", "", "value"],
      ["multipleOf", "%", "must be a multiple of", "", "value"],
    ];

    // A number without rounding: its digits, and the power of ten by which they count.
    function digitsOf(number) {
      const [, whole, fraction = "", power = 0] = /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(number);
      return [BigInt(whole + fraction), Number(power) - fraction.length];
    }

    // As written: 0.3 is a multiple of 0.1.
    function isMultiple(value, of) {
      const [[digits, power], [step, fine]] = [digitsOf(value), digitsOf(of)];
      const scaled = (number, by) => number * 10n ** BigInt(Math.max(by, 0));
      return scaled(digits, power - fine) % scaled(step, fine - power) === 0n;
    }

    const FITS = { ...OPERATORS, "%": isMultiple };

    // The positions of the first two items that are equal; the order of keys does not count.
    function equalItems(items) {
      const ordered = (_, value) => (isObject(value) ? Object.fromEntries(Object.entries(value).sort()) : value);
      const texts = items.map((each) => JSON.stringify(each, ordered));
      const second = texts.findIndex((each, index) => texts.indexOf(each) < index);
      return second < 0 ? null : [texts.indexOf(texts[second]), second];
    }

    function isDate(text) {
      const [, year, month, day, hour = 0, minute = 0, second = 0] =
        /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?Z?)?$/.exec(text) ?? [];
      const last = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
      return (
        year > 0 &&
        month >= 1 &&
        month <= 12 &&
        day >= 1 &&
        day <= last &&
        hour < 24 &&
        minute < 60 &&
        second < 60
      );
    }

    function unhashed(text) {
      if (text.includes("@")) return "not an e-mail address: hashed_email() makes its hash";
      return /^[ (]*\+?[0-9 ().-]+$/.test(text)
        ? "not a telephone number: hashed_phone() makes its hash"
        : "as hashed_text() makes it";
    }

    class Checker {
      constructor(data) {
        this.data = data;
        this.out = [];
      }

      tell(pointer, rule, message, { instead = "", fields = [] } = {}) {
        this.out.push({ pointer, rule, message, instead, fields });
      }

      type(at, expected, value) {
        this.tell(
          at,
          "type",
          `must be ${/^[aeiou]/.test(expected) ? "an" : "a"} ${expected}, not ${kindOf(value)}`,
        );
      }

      bounds(at, schema, measure, value) {
        for (const [rule, operator, words, noun, of] of BOUNDS) {
          if (of !== measure || !isNumber(schema[rule]) || FITS[operator](value, schema[rule])) continue;
          const counted = noun && ` ${noun}${schema[rule] === 1 ? "" : "s"}`;
          const other = rule.replace(/^(min|max)/, (end) => (end === "min" ? "max" : "min"));
          const worded = noun && schema[other] === schema[rule] ? "must have exactly" : words;
          const time = rule === "maximum" && schema[rule] === 99999999999 ? ", a Unix time in seconds" : "";
          this.tell(at, rule, `${worded} ${schema[rule]}${counted}${time}, not ${value}`);
        }
      }

      values(at, allowed, value) {
        if (allowed.includes(value)) return;
        const near = isText(value) ? allowed.filter((each) => isText(each) && isSlip(value, each)) : [];
        const instead = near.length === 1 ? near[0] : "";
        const more = allowed.length > SHOWN ? `, … (${allowed.length} values)` : "";
        const hint = instead ? `; did you mean ${instead}?` : "";
        const shown = allowed
          .slice(0, SHOWN)
          .map((each) => shortened(String(each), 80))
          .join(", ");
        this.tell(at, "enum", `must be one of ${shown}${more}, not ${described(value)}${hint}`, { instead });
      }

      value(at, raw, value) {
        const schema = resolved(this.data, raw);
        const types = list(schema.type).filter((each) => each !== "null");
        const alone = types.filter((each) => each !== "array");
        // Of one value or a list of it. What may be several things in other ways is checked for none.
        const either = alone.length === 1 && types.length === 2;
        if (types.length > 1 && !either) return;
        const type = either ? (Array.isArray(value) ? "array" : alone[0]) : types[0] ?? schema.type;
        const expected = either ? `${type} or an array of ${type}s` : type;
        if (type === "array") {
          if (!Array.isArray(value)) return this.type(at, "array", value);
          this.bounds(at, schema, "items", value.length);
          const twice = schema.uniqueItems ? equalItems(value) : null;
          if (twice) {
            const message = `must be without duplicates, but items ${twice[0]} and ${twice[1]} are equal`;
            this.tell(at, "uniqueItems", message);
          }
          value.forEach((item, index) => this.value(`${at}/${index}`, schema.items, item));
        } else if (type === "object" || schema.properties) {
          if (!isObject(value)) return this.type(at, "object", value);
          if (schema.properties) return this.object(at, schema, value);
          for (const [name, inner] of Object.entries(value)) {
            if (given(inner)) this.value(at + pointerStep(name), schema.additionalProperties, inner);
          }
        } else if (type === "boolean") {
          if (typeof value !== "boolean") return this.type(at, expected, value);
          if (schema.enum) this.values(at, schema.enum, value);
        } else if (type === "integer" || type === "number") {
          if (!(type === "integer" ? Number.isInteger(value) : Number.isFinite(value)))
            return this.type(at, expected, value);
          this.bounds(at, schema, "value", value);
          if (schema.enum) this.values(at, schema.enum, value);
        } else if (type === "string") {
          if (!isText(value)) return this.type(at, expected, value);
          this.text(at, schema, value);
        }
      }

      text(at, schema, value) {
        if ((schema["x-enum-elsewhere"] ?? []).includes(value)) return;
        if (schema.enum) return this.values(at, schema.enum, value);
        if (schema.contentMediaType === "application/octet-stream" || schema.format === "binary") return;
        this.bounds(at, schema, "length", lengthOf(value));
        const weighted = lengthOf(value) + ((schema["x-wide-characters"] ?? 1) - 1) * (value.match(WIDE) ?? []).length;
        if (lengthOf(value) <= schema.maxLength) this.bounds(at, { maxLength: schema.maxLength }, "length", weighted);
        const { format, pattern = "" } = schema;
        const clean = schema["x-no-emoji"] === true;
        if (!pattern && !clean) return;
        const dated = /^(date$|YYYY-MM-DD)/.test(format ?? "");
        if (matches(pattern, value) && !(clean && EMOJI.test(value)) && (!dated || isDate(value))) return;
        if (format === "hashed text") return this.tell(at, "format", `must be written as ${format}, ${unhashed(value)}`);
        this.tell(
          at,
          format ? "format" : "pattern",
          format
            ? `must be written as ${format}${/^(date|YYYY)/.test(format) ? `, not ${described(value)}` : ""}`
            : `must match ${[pattern, clean && "text without emoji"].filter(Boolean).join(" and ")}`,
        );
      }

      object(at, schema, value, required = requiredOf(this.data, schema)) {
        const known = schema.properties;
        for (const [name, inner] of Object.entries(known)) {
          if (has(value, name) && given(value[name])) this.value(at + pointerStep(name), inner, value[name]);
          else if (required.has(name)) this.tell(at + pointerStep(name), "required", "is required");
        }
        this.unknown(at, schema, value);
        const asked = list(schema["x-rules"]).filter(
          (rule) =>
            !looksAbove(rule) &&
            (rule.kind !== "requires" || !rule.targets.every((each) => required.has(unstepped(each)))),
        );
        for (const { pointer, rule } of violations(asked, value)) {
          // Of a field in a list, the list.
          const paths = lookedAt(rule.when).map((path) => pathOf(path.replace(/[[{].*/s, "")));
          const fields = paths.map((path) => at + path.map(pointerStep).join(""));
          this.tell(at + pointer, rule.id, (rule.text ?? rule.id).replace(/[. ]+$/, ""), { fields });
        }
        this.alternatives(at, schema, value);
      }

      unknown(at, schema, value) {
        const known = schema.properties;
        const elsewhere = list(schema["x-documented-elsewhere"]);
        for (const name of Object.keys(value).filter((each) => !has(known, each))) {
          const now = Object.keys(known).findLast((each) => known[each]["x-formerly"]?.name === name);
          if (!now && elsewhere.includes(name)) continue;
          const shown = shortened(printable(name), 80);
          const left = Object.keys(known).filter((each) => !has(value, each));
          // What callers add may be anything but a slip; whether it is misplaced is told of the whole request.
          const isOpen = Boolean(schema.additionalProperties);
          const hint = resembling(name, isOpen ? left.filter((each) => isSlip(name, each)) : left);
          const message = now
            ? `\`${shown}\` is \`${now}\` since ${/\/(v[0-9.]+)\//.exec(this.data.path)?.[1] ?? "this version"}`
            : isOpen && !hint ? "" : `${shown} is not a documented field${hint}`;
          this.tell(at + pointerStep(name), "unknown", message);
        }
      }

      // What keeps an object from being one of several kinds: of the kind that it comes closest to.
      alternatives(at, schema, value) {
        let closest = null;
        const distance = (found) =>
          found.filter(({ rule }) => rule === "enum" || rule === "type").length * 1e6 + found.length;
        const contested = partsOf(schema).length ? contestedOf(this.data, schema, at) : [];
        for (const part of partsOf(schema)) {
          const inner = new Checker(this.data);
          inner.object(at, resolved(this.data, part), value);
          const found = enforced(inner.out, contested).filter(({ rule }) => rule !== "unknown");
          if (!closest || distance(found) < distance(closest)) closest = found;
        }
        const told = new Set(this.out.map((each) => JSON.stringify(each)));
        this.out.push(...list(closest).filter((each) => !told.has(JSON.stringify(each))));
      }
    }

    // The contested facts of an object and all below it, each with its place, in which `*` is any item or key.
    function contestedOf(data, schema, above = "", around = []) {
      const found = [];
      const place = (path) => path.map((step) => (isStep(step) ? "/*" : pointerStep(step))).join("");
      for (const rule of list(schema["x-rules"]).filter((each) => factsOf(each).length)) {
        for (const target of rule.targets) {
          found.push([above + place([...pathOf(rule.scope ?? ""), ...pathOf(target)]), rule.id]);
        }
      }
      const below = (raw, at) => {
        const name = raw?.$ref ?? "";
        const inner = resolved(data, raw);
        if (inner.type === "array") below(inner.items, `${at}/*`);
        else if (inner.properties && !around.includes(name)) {
          found.push(...contestedOf(data, inner, at, name ? [...around, name] : around));
        } else if (isObject(inner.additionalProperties)) below(inner.additionalProperties, `${at}/*`);
      };
      for (const [name, raw] of Object.entries(schema.properties ?? {})) {
        // What violates a pattern may be told by the name of its format.
        const told = factsOf(raw).flatMap((fact) => (fact === "pattern" ? [fact, "format"] : [fact]));
        found.push(...told.map((fact) => [above + pointerStep(name), fact]));
        below(raw, above + pointerStep(name));
      }
      for (const part of partsOf(schema)) below(part, above);
      return found;
    }

    // Without the fields that callers add to an object. One that another object of the request has, and that is not
    // given there, is misplaced.
    function withoutOwn(data, whole, payload, found) {
      if (found.every(({ message }) => message)) return found;
      const places = new Map();
      const place = (raw, at, around) => {
        const schema = resolved(data, raw);
        if (schema.items) place(schema.items, `${at}[]`, around);
        else if (schema.properties && !around.has(raw.$ref ?? raw)) {
          around.add(raw.$ref ?? raw);
          for (const [name, inner] of Object.entries(schema.properties)) {
            const known = places.get(name);
            if (known === undefined || at.split(".").length < known.split(".").length) places.set(name, at);
            place(inner, at ? `${at}.${name}` : name, around);
          }
        } else if (isObject(schema.additionalProperties)) place(schema.additionalProperties, `${at}.*`, around);
      };
      place(whole, "", new Set());
      return found.flatMap((each) => {
        if (each.message) return [each];
        const above = each.pointer.split("/").slice(1).map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"));
        const name = above.pop();
        const at = places.get(name);
        if (at === undefined || isGiven(payload, at ? at.replaceAll("[]", ".[]").split(".") : [], above, name)) return [];
        const where = at ? `in \`${at}\`` : "at the top of the request";
        return [{ ...each, message: `${name} is not a documented field here; it belongs ${where}` }];
      });
    }

    // Whether an object at a place has a field; `along` leads to the item of each list that it is about.
    function isGiven(value, place, along, name) {
      const [step, ...rest] = place;
      if (step === undefined) return isObject(value) && has(value, name) && given(value[name]);
      if (!isObject(value) && !Array.isArray(value)) return false;
      const isAny = step === "[]" || step === "*";
      const shared = along.length && (isAny || along[0] === step);
      const keys = shared ? [along[0]] : isAny ? Object.keys(value) : [step];
      const below = shared ? along.slice(1) : [];
      return keys.some((key) => has(value, key) && isGiven(value[key], rest, below, name));
    }

    // Whether a pointer is to a place, or to an item of the list there.
    function isAt(pointer, place) {
      const steps = pointer.split("/");
      const wanted = place.split("/");
      return (
        steps.length >= wanted.length &&
        wanted.every((step, index) => step === "*" || step === steps[index]) &&
        steps.slice(wanted.length).every((step) => /^\d+$/.test(step))
      );
    }

    // Of a list of values that is contested, what is most likely a slip of the pen is wrong all the same.
    function enforced(found, contested) {
      const stands = ({ pointer, rule, instead }) =>
        instead || !contested.some(([place, fact]) => fact === rule && isAt(pointer, place));
      return found.filter(stands);
    }

    // Without rules that depend on a wrong value: they may not apply to the right one.
    function withoutDoubtful(found) {
      const ofValues = found.filter(({ rule }) => rule === "type" || rule === "enum");
      const wrong = new Set(ofValues.map(({ pointer }) => pointer.replace(/\/\d+$/, "")));
      return found.filter(({ fields }) => !fields.some((each) => wrong.has(each)));
    }

    /**
     * All that is wrong with a request: `[{pointer, rule, message}]`.
     * `data` is what an operation's page holds, `payload` the body, or the query's parameters by name.
     */
    function check(data, payload) {
      const whole = wholeOf(data);
      const checker = new Checker(data);
      if (isObject(payload)) checker.object("", whole, payload, new Set(whole.required));
      else checker.type("", "object", payload);
      const stated = withoutOwn(data, whole, payload, checker.out);
      const found = withoutDoubtful(enforced(stated, contestedOf(data, whole)));
      return found.map(({ pointer, rule, message }) => ({ pointer, rule, message }));
    }

    return { check };
  })(),
);
