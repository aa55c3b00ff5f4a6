import { type JsonFields, type Reader, readByType } from "../json-fields.ts";
import { readPattern } from "../patterns/read-pattern.ts";
import { readBPEDecoder } from "./bpe.ts";
import { byteFallback } from "./byte-fallback.ts";
import { byteLevelDecoder } from "./byte-level.ts";
import { readCTC } from "./ctc.ts";
import type { Decoder } from "./decoder.ts";
import { readMetaspaceDecoder } from "./metaspace.ts";
import { readStripDecoder } from "./strip.ts";
import { readWordPieceDecoder } from "./word-piece.ts";

/** The decoder that a tokenizer's JSON describes; `added` are the added tokens. */
export function readDecoder(fields: JsonFields, added: ReadonlySet<string>): Decoder {
  const readers: { readonly [type: string]: Reader<Decoder> } = {
    ByteLevel: () => byteLevelDecoder(added),
    ByteFallback: byteFallback,
    Metaspace: readMetaspaceDecoder,
    WordPiece: readWordPieceDecoder,
    BPEDecoder: readBPEDecoder,
    CTC: readCTC,
    Strip: readStripDecoder,
    Fuse: () => (tokens) => [tokens.join("")],
    Replace: readReplaceDecoder,
    Sequence: (sequence) => {
      const steps = sequence.parts("decoders").map((part) => readDecoder(part, added));
      return (tokens) => steps.reduce((done, step) => step(done), [...tokens]);
    },
  };
  return readByType(fields, "decoder", readers);
}

// A decoder from anywhere may put a book in the place of every letter, again and again.
const LONGEST_TOKEN = 1_000_000;

function checkLength(text: string): void {
  if (text.length <= LONGEST_TOKEN) return;
  throw new RangeError(
    `Tokenizer.decode: a token must not grow beyond ${LONGEST_TOKEN} units when it is decoded; got ${text.length}.`,
  );
}

function readReplaceDecoder(fields: JsonFields): Decoder {
  const matches = readPattern(fields);
  const content = fields.string("content", "");
  return (tokens) =>
    tokens.map((token) => {
      let text = "";
      let done = 0;
      matches(token, (from, to) => {
        text += token.slice(done, from) + content;
        done = to;
        checkLength(text);
      });
      text += token.slice(done);
      return text;
    });
}
