import type { TokenTable } from "./models/token-table.ts";

/** The tokens of a text before special tokens are put around them, one entry a token. */
export interface Columns {
  ids: number[];
  starts: number[];
  ends: number[];
  wordIds: number[];
}

/** The tokens of a text, or one special token, as a part of an encoding. */
export interface EncodingPart {
  columns: Columns;
  typeId: number;
  special: boolean;
}

/**
 * A text as tokens: ids, and for each token where it stands in the text. All arrays have one entry a token.
 *
 * @example
 * ```ts
 * import { trainBPE } from "@unroll/tokenizers";
 *
 * const text = "a café, a café";
 * const { ids, tokens, offsets } = trainBPE([text], { merges: 6 }).encode(text);
 * ids.length === offsets.length; // => true
 * tokens[1]; // => "ĠcafÃ©"
 * const [start, end] = offsets[1] ?? [];
 * text.slice(start, end); // => " café"
 * ```
 */
export class Encoding {
  /** The id of each token. */
  readonly ids: Int32Array;
  /** The unit of the original text (a UTF-16 unit, as JavaScript counts) at which each token begins. */
  readonly starts: Int32Array;
  /** The unit before which each token ends: `text.slice(starts[i], ends[i])` is what it stands for. */
  readonly ends: Int32Array;
  /** The word of each token, counted from 0: the pieces of one word have the same number. -1 for special tokens that the post-processor put in. */
  readonly wordIds: Int32Array;
  /** 0 for tokens of the first text and 1 for those of the second, as the post-processor has it. */
  readonly typeIds: Int32Array;
  /** 1 for special tokens that the post-processor put in, else 0. */
  readonly specialTokensMask: Uint8Array;
  readonly #table: TokenTable;

  /** @internal */
  constructor(parts: readonly EncodingPart[], table: TokenTable) {
    const length = parts.reduce((sum, { columns }) => sum + columns.ids.length, 0);
    this.ids = new Int32Array(length);
    this.starts = new Int32Array(length);
    this.ends = new Int32Array(length);
    this.wordIds = new Int32Array(length);
    this.typeIds = new Int32Array(length);
    this.specialTokensMask = new Uint8Array(length);
    this.#table = table;
    let at = 0;
    for (const { columns, typeId, special } of parts) {
      const end = at + columns.ids.length;
      this.ids.set(columns.ids, at);
      this.starts.set(columns.starts, at);
      this.ends.set(columns.ends, at);
      this.wordIds.set(columns.wordIds, at);
      this.typeIds.fill(typeId, at, end);
      this.specialTokensMask.fill(special ? 1 : 0, at, end);
      at = end;
    }
  }

  /** The number of tokens. */
  get length(): number {
    return this.ids.length;
  }

  /** The tokens as the vocabulary writes them. */
  get tokens(): string[] {
    return Array.from(this.ids, (id) => this.#table.tokenOf(id) ?? "");
  }

  /** Where each token stands: [start, end] of the original text. */
  get offsets(): [start: number, end: number][] {
    return Array.from(this.starts, (start, i) => [start, this.ends[i]!]);
  }
}
