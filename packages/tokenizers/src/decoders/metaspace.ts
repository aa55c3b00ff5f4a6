import type { JsonFields } from "../json-fields.ts";
import { readMetaspaceScheme } from "../pre-tokenizers/metaspace.ts";
import type { Decoder } from "./decoder.ts";

/** The character ▁ to a space again, without the one that the pre-tokenizer put first. */
export function readMetaspaceDecoder(fields: JsonFields): Decoder {
  const { replacement, scheme } = readMetaspaceScheme(fields);
  return (tokens) =>
    tokens.map((token, i) => {
      const text = token.replaceAll(replacement, " ");
      return i === 0 && scheme !== "never" && text.startsWith(" ") ? text.slice(1) : text;
    });
}
