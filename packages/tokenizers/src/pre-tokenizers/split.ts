import { type JsonFields, refuse } from "../json-fields.ts";
import { type Matches, matchesOfString } from "../patterns/pattern.ts";
import { readPattern } from "../patterns/read-pattern.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";

/** What becomes of the delimiters that a text is cut at. */
export type SplitBehavior = (typeof BEHAVIORS)[number];
export const BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"] as const;

/** Cuts at the matches of a pattern or, inverted, at what lies between them. */
export function readSplit(fields: JsonFields): PreTokenizer {
  const behavior = fields.oneOf("behavior", BEHAVIORS, "Isolated");
  return splitAt(readPattern(fields), behavior, fields.boolean("invert", false));
}

/** Cuts at every occurrence of one character, which is left out. */
export function readCharDelimiterSplit(fields: JsonFields): PreTokenizer {
  const delimiter = fields.string("delimiter");
  if ([...delimiter].length !== 1) throw refuse(fields.at("delimiter"), "must be one character", delimiter);
  return splitAt(matchesOfString(delimiter), "Removed");
}

export function splitAt(matches: Matches, behavior: SplitBehavior, invert = false): PreTokenizer {
  return (text) => {
    const pieces: Part[] = [];
    let last: Part | undefined;
    for (const part of partition(matches, text.text, invert)) {
      const joins =
        last !== undefined &&
        ((behavior === "Contiguous" && part.delimiter && last.delimiter) ||
          (behavior === "MergedWithPrevious" && part.delimiter && !last.delimiter) ||
          (behavior === "MergedWithNext" && !part.delimiter && last.delimiter));
      if (behavior === "Removed" && part.delimiter) continue;
      if (joins) pieces.push({ ...part, from: pieces.pop()!.from });
      else pieces.push(part);
      last = part;
    }
    return pieces.map(({ from, to }) => text.slice(from, to));
  };
}

interface Part {
  readonly from: number;
  readonly to: number;
  readonly delimiter: boolean;
}

/** The whole text as matches and what lies between them. */
function partition(matches: Matches, text: string, invert: boolean): Part[] {
  const parts: Part[] = [];
  let done = 0;
  matches(text, (from, to) => {
    if (from > done) parts.push({ from: done, to: from, delimiter: invert });
    parts.push({ from, to, delimiter: !invert });
    done = to;
  });
  if (done < text.length) parts.push({ from: done, to: text.length, delimiter: invert });
  return parts;
}
