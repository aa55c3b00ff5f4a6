import { describe } from "../describe.ts";
import type { Matches } from "../patterns/pattern.ts";
import { checkText, wellFormed } from "../well-formed.ts";

/** How often each match of a pattern occurs in texts. */
export function* countWords(
  caller: string,
  texts: string | Iterable<string>,
  matches: Matches,
): Generator<number, Map<string, number>> {
  const counts = new Map<string, number>();
  let units = 0;
  if (typeof texts !== "string" && typeof texts?.[Symbol.iterator] !== "function") {
    throw new TypeError(`${caller}: texts must be a string or several; got ${describe(texts)}.`);
  }
  for (const text of typeof texts === "string" ? [texts] : texts) {
    const whole = wellFormed(checkText(caller, text));
    matches(whole, (from, to) => {
      const word = whole.slice(from, to);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    });
    units += text.length;
    yield units;
  }
  return counts;
}
