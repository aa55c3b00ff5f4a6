import type { AlignedText } from "../aligned-text.ts";
import { ByteWriter } from "../byte-characters.ts";
import type { JsonFields } from "../json-fields.ts";
import { byteLevelPieces } from "../patterns/well-known.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";

/** GPT-2's pre-tokenizer: words with the space before them, written in byte characters. */
export function readByteLevel(fields: JsonFields): PreTokenizer {
  const prefix = fields.boolean("add_prefix_space", false);
  const matches = fields.boolean("use_regex", true) ? byteLevelPieces() : undefined;
  const writer = new ByteWriter();
  return (given) => {
    const text = prefix && !given.text.startsWith(" ") ? given.edited([{ from: 0, to: 0, text: " " }]) : given;
    if (matches === undefined) return [writer.writeAligned(text)];
    const pieces: AlignedText[] = [];
    matches(text.text, (from, to) => pieces.push(writer.writeAligned(text.slice(from, to))));
    return pieces;
  };
}
