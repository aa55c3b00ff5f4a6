import type { TokenTable } from "./token-table.ts";

/** A token's id, and from which unit to which of the word it stands. */
export interface Piece {
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

/** Turns the pieces of a text that the pre-tokenizer made, its words, into tokens. */
export interface Model {
  /** All tokens of the model; added tokens come to it. */
  readonly table: TokenTable;
  /** The tokens of a word, in order; a word without any gives none. */
  pieces(word: string): readonly Piece[];
  /** The model as in tokenizer.json; its vocabulary is that of `table` without the tokens that were added. */
  toJSON(): { type: string; [field: string]: unknown };
}

/** The unknown word that a model without an unknown token cannot write. */
export class UnknownWord extends Error {
  readonly word: string;

  constructor(word: string) {
    super(word);
    this.word = word;
  }
}

/** Puts neighbours with the unknown id together. */
export function fuseUnknown(pieces: readonly Piece[], unknownId: number): Piece[] {
  const fused: Piece[] = [];
  for (const piece of pieces) {
    const last = fused[fused.length - 1];
    if (last !== undefined && last.id === unknownId && piece.id === unknownId) {
      fused[fused.length - 1] = { id: unknownId, from: last.from, to: piece.to };
    } else fused.push(piece);
  }
  return fused;
}
