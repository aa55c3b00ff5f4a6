import { type JsonFields, refuse } from "../json-fields.ts";
import type { Decoder } from "./decoder.ts";

/** Takes up to `start` of a character off the beginning of each token, and up to `stop` off its end. */
export function readStripDecoder(fields: JsonFields): Decoder {
  const content = fields.string("content", " ");
  if (content.length !== 1) throw refuse(fields.at("content"), "must be one character", content);
  const most = { min: 0, max: 1_000_000 };
  const start = fields.integer("start", most, 0);
  const stop = fields.integer("stop", most, 0);
  return (tokens) =>
    tokens.map((token) => {
      let from = 0;
      while (from < start && token[from] === content) from++;
      let to = token.length;
      while (token.length - to < stop && to > 0 && token[to - 1] === content) to--;
      return token.slice(from, to);
    });
}
