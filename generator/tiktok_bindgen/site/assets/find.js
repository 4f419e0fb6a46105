// What the search finds: names that have the words that are asked for, also in their middle, and else the nearest names.
//
// Each search goes through all names: some ten thousand short texts, a few milliseconds.
(() => {
  "use strict";

  // How many slips a word may have: a letter too many, missing or wrong, or two swapped.
  const mostSlips = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);
  // A slip weighs as much as a word that begins inside a name.
  const SLIP = 2;

  // -- what can be found -------------------------------------------------------------------

  // The id of an element, as the pages have it (`anchor` in frame.py).
  function anchor(...parts) {
    return encodeURIComponent(parts.join(".").replace(/[^\p{L}\p{N}_.-]+/gu, "_"));
  }

  // Everything in the index: a kind, a text, a line about it, and places, each with an address and what it is called,
  // unless that is the text or the line.
  function entriesOf(index) {
    const found = [];
    const add = (kind, rows, places) => {
      for (const row of rows) {
        const [text, line] = row;
        found.push({ kind, text, line, low: text.toLowerCase(), lowLine: line.toLowerCase(), places: () => places(row) });
      }
    };
    const field = (at, name) => {
      const [operation] = index.operations[at];
      return { href: `operations/${operation}.html#field=${encodeURIComponent(name)}`, label: operation };
    };
    const inReports = (part) => ([name, , kinds]) =>
      kinds.map((at) => {
        const [key, title] = index.reports[at];
        return { href: `reports/${anchor(key)}.html#${anchor(part, name)}`, label: title };
      });

    add("Topics", index.topics, ([, , href]) => [{ href: href.split("/").map(encodeURIComponent).join("/"), label: "" }]);
    add("Operations", index.operations, ([name]) => [{ href: `operations/${name}.html`, label: "" }]);
    add("Fields", index.fields, ([name, , at]) => at.map((each) => field(each, name)));
    add("Values", index.values, ([, , enums]) =>
      enums.flatMap((each) => {
        const [name, at] = index.enums[each];
        return at.map((one) => ({ ...field(one, name), label: `${name} in ${index.operations[one][0]}` }));
      }));
    add("Values in lists", index.listed, ([value, , at]) => {
      const [name] = index.lists[at];
      return [{ href: `lists/${anchor(name)}.html#${anchor("value", value)}`, label: name }];
    });
    for (const part of ["metric", "dimension", "filter"]) {
      add(`${part[0].toUpperCase()}${part.slice(1)}s`, index[`${part}s`], inReports(part));
    }
    add("Return codes", index.codes, ([code]) => [{ href: `return-codes.html#${code}`, label: "" }]);
    add("Webhook events", index.events, ([, , id]) => [{ href: `webhooks.html#${encodeURIComponent(id)}`, label: "" }]);
    add("Lists", index.lists, ([name]) => [{ href: `lists/${anchor(name)}.html`, label: "" }]);
    return found;
  }

  // -- words with slips --------------------------------------------------------------------

  // All words of names and lines, and all names; each with the set of its letters.
  function vocabularyOf(entries) {
    const texts = new Set();
    for (const { low, lowLine } of entries) {
      texts.add(low);
      for (const part of `${low} ${lowLine}`.split(/[^\p{L}\p{N}]+/u)) if (part) texts.add(part);
    }
    return [...texts].map((text) => ({ text, letters: lettersOf(text) }));
  }

  function lettersOf(text) {
    let letters = 0;
    for (let at = 0; at < text.length; at += 1) letters |= 1 << (text.charCodeAt(at) & 31);
    return letters;
  }

  function countOf(bits) {
    let count = 0;
    for (let left = bits; left; left &= left - 1) count += 1;
    return count;
  }

  // The fewest slips between a word and a beginning of a text, and the length of the longest such beginning; or nothing.
  function nearest(word, text, most) {
    const width = Math.min(text.length, word.length + most);
    let before = [];
    let last = Array.from({ length: width + 1 }, (_, column) => column);
    for (let row = 1; row <= word.length; row += 1) {
      const current = [row];
      for (let column = 1; column <= width; column += 1) {
        const [letter, other] = [word[row - 1], text[column - 1]];
        let slips = Math.min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (letter === other ? 0 : 1));
        if (row > 1 && column > 1 && letter === text[column - 2] && word[row - 2] === other) {
          slips = Math.min(slips, before[column - 2] + 1);
        }
        current.push(slips);
      }
      if (Math.min(...current) > most) return null;
      [before, last] = [last, current];
    }
    let end = width;
    for (let column = width - 1; column > 0; column -= 1) if (last[column] < last[end]) end = column;
    return last[end] <= most ? { slips: last[end], end } : null;
  }

  // What a word may stand for, with the fewest slips; whole words rather than beginnings of longer ones.
  function readings(word, vocabulary) {
    const most = mostSlips(word);
    const letters = lettersOf(word);
    const found = new Map();
    let best = most + 1;
    for (const each of most ? vocabulary : []) {
      if (countOf(letters & ~each.letters) > most) continue;
      const near = nearest(word, each.text, most);
      if (!near) continue;
      const rank = near.slips + (near.end < each.text.length ? 0.5 : 0);
      if (rank < best) found.clear();
      best = Math.min(best, rank);
      if (rank === best) found.set(each.text.slice(0, near.end), near.slips);
    }
    return [...found].map(([text, slips]) => ({ text, low: text, slips }));
  }

  // -- searching ---------------------------------------------------------------------------

  // The words of what was typed. The path of a call has the words of its operation's name.
  function wordsOf(text) {
    return text.replace(/^\s*([A-Z]+\s+)?\/(open_api\/v[^/]*\/)?/, "").split(/[\s/]+/).filter(Boolean);
  }

  const isPart = (text, at) => at < 0 || at >= text.length || !/[\p{L}\p{N}]/u.test(text[at]);

  // How well a text fits a word: 1 has it as a part, 2 has a part that begins with it, 3 has it anywhere; infinity, not
  // at all.
  function fitOf(text, word) {
    let best = Infinity;
    for (let at = text.indexOf(word); at >= 0 && best > 1; at = text.indexOf(word, at + 1)) {
      best = Math.min(best, isPart(text, at - 1) ? (isPart(text, at + word.length) ? 1 : 2) : 3);
    }
    return best;
  }

  // How well an entry fits a word: 0 is the word itself; else as its name does, else as its line does, which counts less.
  function costOf(entry, { text, low }) {
    if (entry.text === text) return 0;
    const cost = fitOf(entry.low, low);
    return cost < Infinity || !entry.lowLine.includes(low) ? cost : 3 + fitOf(entry.lowLine, low);
  }

  // The entries that fit each word in one of its readings, and those readings.
  function fitting(entries, asked) {
    const hits = [];
    for (const entry of entries) {
      const best = [];
      for (const word of asked) {
        const fits = word.map((reading) => ({ low: reading.low, cost: costOf(entry, reading) + SLIP * reading.slips }));
        best.push(fits.reduce((one, other) => (other.cost < one.cost ? other : one)));
        if (best.at(-1).cost === Infinity) break;
      }
      const cost = best.reduce((sum, each) => sum + each.cost, 0);
      if (cost < Infinity) hits.push({ entry, cost, texts: best.map(({ low }) => low) });
    }
    return hits;
  }

  // Search all entries.
  //
  // A word that begins no word of any of them is taken for the nearest ones, too; if nothing has all words, so are all.
  // Returns the hits by kind, the best first, as are the kinds; all words to mark; and the words that were not asked for.
  function search(entries, text) {
    const asked = wordsOf(text).map((word) => ({ text: word, low: word.toLowerCase(), slips: 0 }));
    const words = new Set(asked.map(({ low }) => low));
    if (!asked.length) return { kinds: [], words: [], read: [] };
    entries.vocabulary ??= vocabularyOf(entries);
    const begins = ({ low }) => entries.vocabulary.some((each) => fitOf(each.text, low) < 3);
    const near = (word) => [word, ...readings(word.low, entries.vocabulary)];
    let hits = fitting(entries, asked.map((word) => (begins(word) ? [word] : near(word))));
    if (!hits.length) hits = fitting(entries, asked.map(near));
    hits.sort((a, b) =>
      a.cost - b.cost || a.entry.text.length - b.entry.text.length || (a.entry.text < b.entry.text ? -1 : 1));
    // In the order of the index, which decides between kinds whose best are equally good.
    const kinds = new Map(entries.map(({ kind }) => [kind, []]));
    for (const hit of hits) kinds.get(hit.entry.kind).push(hit);
    const found = [...kinds].filter(([, own]) => own.length).sort(([, [a]], [, [b]]) => a.cost - b.cost);
    const read = new Set(hits.flatMap(({ texts }) => texts.filter((each) => !words.has(each))));
    return { kinds: found, words: [...words, ...read], read: [...read] };
  }

  // A text in pieces, of which every second one has one of the words.
  function marked(text, words) {
    const escaped = [...words].sort((a, b) => b.length - a.length).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return escaped.length ? text.split(new RegExp(`(${escaped.join("|")})`, "gi")) : [text];
  }

  globalThis.TikTokSearch = { entriesOf, search, marked };
})();
