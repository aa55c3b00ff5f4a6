import { checkId, type JsonFields, refuse } from "../json-fields.ts";
import { byteTokenIds } from "./byte-tokens.ts";
import { fuseUnknown, type Model, type Piece, UnknownWord } from "./model.ts";
import { TokenTable } from "./token-table.ts";
import { TOO_LONG, Trie } from "./trie.ts";

// An unknown character costs this much more than the worst token.
const UNKNOWN_PENALTY = 10;

/**
 * The tokens whose scores, log probabilities, have the largest sum, found by Viterbi's algorithm.
 * Source: Kudo, "Subword Regularization" (2018), section 3.2.
 */
export function readUnigram(fields: JsonFields): Model {
  const entries: [token: string, score: number][] = [];
  const ids = new Map<string, number>();
  let worst = Number.POSITIVE_INFINITY;
  fields.entries("vocab").forEach((entry, id) => {
    const [token, score] = Array.isArray(entry) && entry.length === 2 ? (entry as unknown[]) : [];
    const path = `${fields.at("vocab")}[${id}]`;
    if (typeof token !== "string" || token === "") throw refuse(path, "must be [token, score]", entry);
    if (typeof score !== "number" || !Number.isFinite(score)) throw refuse(path, "must be [token, score]", entry);
    ids.set(token, id);
    entries.push([token, score]);
    if (score < worst) worst = score;
  });
  if (entries.length === 0) throw refuse(fields.at("vocab"), "must have at least one token", 0);
  const unknownId = fields.value("unk_id") === undefined ? -1 : checkId(fields.value("unk_id"), fields.at("unk_id"));
  if (unknownId >= entries.length) throw refuse(fields.at("unk_id"), `must be below ${entries.length}`, unknownId);
  const byteFallback = fields.boolean("byte_fallback", false);
  const scores = Float64Array.from(entries, ([, score]) => score);
  const unknownScore = worst - UNKNOWN_PENALTY;
  if (unknownId >= 0) scores[unknownId] = unknownScore;
  const trie = new Trie();
  for (const [token, id] of ids) {
    if (!trie.add(token, id)) throw refuse(fields.at("vocab"), TOO_LONG, token);
  }
  const table = new TokenTable(ids);

  function best(word: string): Piece[] {
    const sums = new Float64Array(word.length + 1).fill(Number.NEGATIVE_INFINITY);
    const starts = new Int32Array(word.length + 1);
    const tokens = new Int32Array(word.length + 1);
    sums[0] = 0;
    const offer = (from: number, to: number, id: number, score: number): void => {
      const sum = sums[from]! + score;
      // The first of equals is kept: the one that begins earliest.
      if (sum > sums[to]!) {
        sums[to] = sum;
        starts[to] = from;
        tokens[to] = id;
      }
    };
    for (let from = 0; from < word.length; ) {
      const next = from + (word.codePointAt(from)! > 0xffff ? 2 : 1);
      let single = false;
      trie.prefixes(word, from, (to, id) => {
        if (to === next) single = true;
        offer(from, to, id, scores[id]!);
      });
      if (!single) offer(from, next, unknownId, unknownScore);
      from = next;
    }
    const pieces: Piece[] = [];
    for (let to = word.length; to > 0; to = starts[to]!) pieces.push({ id: tokens[to]!, from: starts[to]!, to });
    return pieces.reverse();
  }

  return {
    table,
    pieces(word) {
      return fuseUnknown(best(word), unknownId).flatMap((piece) => {
        if (piece.id !== unknownId) return [piece];
        const text = word.slice(piece.from, piece.to);
        const bytes = byteFallback ? byteTokenIds(table, text) : undefined;
        if (bytes !== undefined) return bytes.map((id) => ({ ...piece, id }));
        if (unknownId < 0) throw new UnknownWord(text);
        return [piece];
      });
    },
    toJSON: () => ({
      type: "Unigram",
      unk_id: unknownId < 0 ? null : unknownId,
      vocab: entries.map((entry) => [...entry]),
      byte_fallback: byteFallback,
    }),
  };
}
