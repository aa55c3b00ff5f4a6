import type { JsonFields } from "../json-fields.ts";
import { type Model, type Piece, UnknownWord } from "./model.ts";
import { TokenTable } from "./token-table.ts";

/** Every word is a token, or the unknown token. */
export function readWordLevel(fields: JsonFields): Model {
  const ids = fields.ids("vocab");
  const unknown = fields.string("unk_token", "<unk>");
  const table = new TokenTable(ids);
  return {
    table,
    pieces(word): readonly Piece[] {
      const id = table.idOf(word) ?? table.idOf(unknown);
      if (id === undefined) throw new UnknownWord(word);
      return [{ id, from: 0, to: word.length }];
    },
    toJSON: () => ({ type: "WordLevel", vocab: table.toJSON(), unk_token: unknown }),
  };
}
