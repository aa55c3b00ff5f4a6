import { type JsonFields, refuse } from "../json-fields.ts";
import { type Model, type Piece, UnknownWord } from "./model.ts";
import { TokenTable } from "./token-table.ts";
import { TOO_LONG, Trie } from "./trie.ts";

/**
 * Takes the longest token that a word begins with, then, with a prefix, the longest of the rest; a word that cannot be written so
 * is unknown as a whole. Source: Wu et al., "Google's Neural Machine Translation System" (2016), as in BERT.
 */
export function readWordPiece(fields: JsonFields): Model {
  const ids = fields.ids("vocab");
  const unknown = fields.string("unk_token", "[UNK]");
  const prefix = fields.string("continuing_subword_prefix", "##");
  const mostCharacters = fields.integer("max_input_chars_per_word", { min: 0, max: 0x7fffffff }, 100);
  const table = new TokenTable(ids);
  const beginnings = new Trie();
  const continuations = new Trie();
  for (const [token, id] of ids) {
    const fits =
      beginnings.add(token, id) && (!token.startsWith(prefix) || continuations.add(token.slice(prefix.length), id));
    if (!fits) throw refuse(fields.at("vocab"), TOO_LONG, token);
  }

  function known(word: string): Piece[] | undefined {
    if (word.length > mostCharacters && [...word].length > mostCharacters) return undefined;
    const pieces: Piece[] = [];
    for (let from = 0; from < word.length; ) {
      const found = (from === 0 ? beginnings : continuations).longest(word, from);
      if (found === undefined) return undefined;
      pieces.push({ id: found.value, from, to: found.to });
      from = found.to;
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
