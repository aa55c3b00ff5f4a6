import { describe } from "../describe.ts";
import { type JsonFields, refuse } from "../json-fields.ts";
import { byteTokenIds } from "./byte-tokens.ts";
import { MergeTable } from "./merge-table.ts";
import { fuseUnknown, type Model, type Piece } from "./model.ts";
import { TokenTable } from "./token-table.ts";

// Words come again and again; the words of one text are few. Longer ones are rare and would fill the memory.
const CACHED_WORDS = 20_000;
const CACHED_LENGTH = 256;

/**
 * Byte-pair encoding: a word is its characters, then neighbours are merged, the earliest learned merge first and leftmost first,
 * until no merge applies. Source: Sennrich, Haddow, Birch, "Neural Machine Translation of Rare Words with Subword Units" (2016).
 */
export function readBPE(fields: JsonFields): Model {
  const ids = fields.ids("vocab");
  const prefix = fields.string("continuing_subword_prefix", "");
  const suffix = fields.string("end_of_word_suffix", "");
  const merges = readMerges(fields);
  const table = new TokenTable(ids);
  const mergeTable = new MergeTable();
  merges.forEach(([left, right], rank) => {
    const named = (token: string): number => {
      const id = table.idOf(token);
      if (id === undefined)
        throw refuse(`${fields.at("merges")}[${rank}]`, "must be of tokens of the vocabulary", token);
      return id;
    };
    const rest = right.startsWith(prefix) ? right.slice(prefix.length) : right;
    mergeTable.add(named(left), named(right), named(left + rest));
  });
  const unknown = fields.optionalString("unk_token");
  const fuse = fields.boolean("fuse_unk", false);
  const byteFallback = fields.boolean("byte_fallback", false);
  const ignoreMerges = fields.boolean("ignore_merges", false);
  const dropout = fields.value("dropout");
  if (dropout !== undefined && dropout !== 0) throw refuse(fields.at("dropout"), "must be null or 0", dropout);
  const cache = new Map<string, readonly Piece[]>();

  function merged(word: string): readonly Piece[] {
    const unknownId = unknown === undefined ? undefined : table.idOf(unknown);
    if (ignoreMerges) {
      const id = table.idOf(word);
      if (id !== undefined) return [{ id, from: 0, to: word.length }];
    }
    const symbols: Piece[] = [];
    for (let from = 0; from < word.length; ) {
      const to = from + (word.codePointAt(from)! > 0xffff ? 2 : 1);
      const token = (from > 0 ? prefix : "") + word.slice(from, to) + (to === word.length ? suffix : "");
      const id = table.idOf(token);
      if (id !== undefined) symbols.push({ id, from, to });
      else {
        const bytes = byteFallback ? byteTokenIds(table, token) : undefined;
        if (bytes !== undefined) for (const byte of bytes) symbols.push({ id: byte, from, to });
        // Without an unknown token the character is left out, as Hugging Face's libraries do.
        else if (unknownId !== undefined) symbols.push({ id: unknownId, from, to });
        else symbols.push({ id: -1, from, to });
      }
      from = to;
    }
    const pieces = mergeTable.merge(symbols).filter(({ id }) => id >= 0);
    return fuse && unknownId !== undefined ? fuseUnknown(pieces, unknownId) : pieces;
  }

  return {
    table,
    pieces(word) {
      const known = cache.get(word);
      if (known !== undefined) return known;
      const pieces = merged(word);
      if (word.length <= CACHED_LENGTH) {
        if (cache.size >= CACHED_WORDS) cache.clear();
        cache.set(word, pieces);
      }
      return pieces;
    },
    toJSON: () => ({
      type: "BPE",
      dropout: null,
      unk_token: unknown ?? null,
      continuing_subword_prefix: prefix === "" ? null : prefix,
      end_of_word_suffix: suffix === "" ? null : suffix,
      fuse_unk: fuse,
      byte_fallback: byteFallback,
      ignore_merges: ignoreMerges,
      vocab: table.toJSON(),
      merges: merges.map(([left, right]) => [left, right]),
    }),
  };
}

/** The merges, each [left, right] or, in older files, "left right". */
function readMerges(fields: JsonFields): [left: string, right: string][] {
  return fields.entries("merges").map((merge, rank) => {
    const parts: unknown[] = typeof merge === "string" ? merge.split(" ") : Array.isArray(merge) ? merge : [];
    const [left, right] = parts;
    if (parts.length !== 2 || typeof left !== "string" || typeof right !== "string" || left === "" || right === "") {
      const came = typeof merge === "string" ? merge : describe(merge);
      throw refuse(`${fields.at("merges")}[${rank}]`, "must be two tokens", came);
    }
    return [left, right];
  });
}
