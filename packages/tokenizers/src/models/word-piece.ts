import type { JsonFields } from "../json-fields.ts";
import { type Model, type Piece, UnknownWord } from "./model.ts";
import { TokenTable } from "./token-table.ts";

/**
 * Takes the longest token that a word begins with, then, with a prefix, the longest of the rest; a word that cannot be written so
 * is unknown as a whole. Source: Wu et al., "Google's Neural Machine Translation System" (2016), as in BERT.
 */
export function readWordPiece(fields: JsonFields): Model {
  const ids = fields.ids("vocab");
  const unknown = fields.string("unk_token", "[UNK]");
  const prefix = fields.string("continuing_subword_prefix", "##");
  const mostCharacters = fields.integer("max_input_chars_per_word", { min: 0, max: 0x7fffffff }, 100);
  let longest = 0;
  for (const token of ids.keys()) longest = Math.max(longest, token.length);
  const table = new TokenTable(ids);

  function known(word: string): Piece[] | undefined {
    if (word.length > mostCharacters && [...word].length > mostCharacters) return undefined;
    const pieces: Piece[] = [];
    for (let from = 0; from < word.length; ) {
      let to = Math.min(word.length, from + longest);
      let id: number | undefined;
      for (; to > from; to--) {
        const part = word.slice(from, to);
        id = table.idOf(from > 0 ? prefix + part : part);
        if (id !== undefined) break;
      }
      if (id === undefined) return undefined;
      pieces.push({ id, from, to });
      from = to;
    }
    return pieces;
  }

  return {
    table,
    pieces(word) {
      const pieces = known(word);
      if (pieces !== undefined) return pieces;
      const id = table.idOf(unknown);
      if (id === undefined) throw new UnknownWord(word);
      return [{ id, from: 0, to: word.length }];
    },
    toJSON: () => ({
      type: "WordPiece",
      unk_token: unknown,
      continuing_subword_prefix: prefix,
      max_input_chars_per_word: mostCharacters,
      vocab: table.toJSON(),
    }),
  };
}
