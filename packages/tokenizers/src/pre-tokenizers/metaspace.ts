import type { AlignedText } from "../aligned-text.ts";
import { type JsonFields, refuse } from "../json-fields.ts";
import { matchesOfString } from "../patterns/pattern.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";
import { splitAt } from "./split.ts";

/** SentencePiece's pre-tokenizer: a space is the character ▁ of the word behind it, and a text begins with one. */
export function readMetaspace(fields: JsonFields): PreTokenizer {
  const { replacement, scheme } = readMetaspaceScheme(fields);
  const words = fields.boolean("split", true) ? splitAt(matchesOfString(replacement), "MergedWithNext") : undefined;
  return (given, first) => {
    let text: AlignedText = given.renamed(given.text.replaceAll(" ", replacement));
    if (!text.text.startsWith(replacement) && (scheme === "always" || (scheme === "first" && first))) {
      text = text.edited([{ from: 0, to: 0, text: replacement }]);
    }
    return words === undefined ? [text] : words(text, first);
  };
}

const SCHEMES = ["always", "first", "never"] as const;

/** What pre-tokenizer and decoder have to agree on. */
export function readMetaspaceScheme(fields: JsonFields): { replacement: string; scheme: (typeof SCHEMES)[number] } {
  const replacement = fields.string("replacement", "\u2581");
  if (replacement.length !== 1) throw refuse(fields.at("replacement"), "must be one character", replacement);
  // Older files have only this field.
  const prefixed = fields.boolean("add_prefix_space", true);
  return { replacement, scheme: fields.oneOf("prepend_scheme", SCHEMES, prefixed ? "always" : "never") };
}
