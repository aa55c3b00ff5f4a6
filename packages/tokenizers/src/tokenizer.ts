import { AlignedText } from "./aligned-text.ts";
import { describe, describeCodePoint } from "./describe.ts";
import { type Columns, Encoding, type EncodingPart } from "./encoding.ts";
import { UnknownTokenError } from "./errors.ts";
import { UnknownWord } from "./models/model.ts";
import { trimOffsets } from "./post-processors/trim-offsets.ts";
import { readTokenizer, type TokenizerJSON, type TokenizerParts } from "./tokenizer-json.ts";
import { checkText, wellFormed } from "./well-formed.ts";

/** What {@link Tokenizer.encode} may be given. */
export interface EncodeOptions {
  /** A second text, for models that read two. Default: none. */
  pair?: string;
  /** Whether the post-processor's special tokens are put around the text. Default: true. */
  addSpecialTokens?: boolean;
}

/** What {@link Tokenizer.decode} may be given. */
export interface DecodeOptions {
  /** Whether added tokens that are marked special are left out. Default: false. */
  skipSpecialTokens?: boolean;
}

/**
 * Text to ids and back, as Hugging Face's `tokenizer.json` describes it:
 *
 * ```
 * text -> normalizer -> pre-tokenizer -> model -> post-processor -> ids -> decoder -> text
 * ```
 *
 * The text is cleaned, cut into words, each word becomes tokens of the vocabulary, and special tokens are put around them. Each
 * step knows where its text stands in the original. A lone surrogate, which is no character, counts as U+FFFD.
 *
 * @example
 * ```ts
 * import { trainBPE } from "@unroll/tokenizers";
 *
 * const tokenizer = trainBPE(["low lower lowest, new newer newest"], { merges: 8, specialTokens: ["<pad>"] });
 * const { ids, tokens, wordIds } = tokenizer.encode("newest of all");
 * tokens; // => ["ne", "west", "Ġ", "o", "f", "Ġ", "a", "l", "l"]
 * Array.from(wordIds); // => [0, 0, 1, 1, 1, 2, 2, 2, 2]
 * tokenizer.decode(ids); // => "newest of all"
 * ```
 */
export class Tokenizer {
  readonly #parts: TokenizerParts;

  private constructor(parts: TokenizerParts) {
    this.#parts = parts;
    Object.freeze(this);
  }

  /**
   * The tokenizer that a `tokenizer.json` describes. Everything is checked: the JSON may come from anywhere. Kinds of parts that
   * are not known here, and patterns that could run away, are refused by name.
   *
   * @param json - The parsed JSON.
   * @throws TokenizerFormatError naming the first field that is wrong.
   *
   * @example
   * ```ts
   * import { Tokenizer } from "@unroll/tokenizers";
   *
   * const tokenizer = Tokenizer.fromJSON({
   *   version: "1.0",
   *   normalizer: { type: "Lowercase" },
   *   pre_tokenizer: { type: "WhitespaceSplit" },
   *   model: { type: "WordLevel", vocab: { "<unk>": 0, the: 1, cat: 2 }, unk_token: "<unk>" },
   * });
   * Array.from(tokenizer.encode("The cat sat").ids); // => [1, 2, 0]
   * Tokenizer.fromJSON({ model: { type: "Magic" } }); // throws TokenizerFormatError: Tokenizer.fromJSON: model.type must be a model
   * ```
   */
  static fromJSON(json: unknown): Tokenizer {
    return new Tokenizer(readTokenizer(json));
  }

  /** The tokenizer as a `tokenizer.json`, for {@link Tokenizer.fromJSON} and for Hugging Face's libraries. */
  toJSON(): TokenizerJSON {
    return { ...structuredClone(this.#parts.settings), model: this.#parts.model.toJSON() };
  }

  /** One more than the largest id: as many rows as an embedding needs. */
  get vocabSize(): number {
    return this.#parts.model.table.size;
  }

  /** The id of a token as the vocabulary writes it, or undefined. */
  idOf(token: string): number | undefined {
    return this.#parts.model.table.idOf(token);
  }

  /** The token of an id as the vocabulary writes it, or undefined. */
  tokenOf(id: number): string | undefined {
    return this.#parts.model.table.tokenOf(id);
  }

  /**
   * The tokens of a text.
   *
   * @param text - Any string.
   * @param options - See {@link EncodeOptions}.
   * @returns Ids, and where each token stands. With a pair, the offsets of its tokens are into it.
   * @throws UnknownTokenError for a word outside the vocabulary, if there is no unknown token.
   */
  encode(text: string, options: EncodeOptions = {}): Encoding {
    const { pair, addSpecialTokens = true } = options;
    const first = this.#tokens(checkText("Tokenizer.encode", text));
    const second = pair === undefined ? undefined : this.#tokens(checkText("Tokenizer.encode", pair));
    return this.#assemble(first, second, addSpecialTokens);
  }

  /**
   * The tokens of words that are known already, as for tagging: the word of token i is `words[wordIds[i]]`, and its offsets are
   * into that word.
   *
   * @param words - The words, without the spaces between them. A word may have no token, if the normalizer leaves nothing of it.
   * @param options - Whether special tokens are put around the words. Default: true.
   * @throws UnknownTokenError as {@link Tokenizer.encode} does.
   *
   * @example
   * ```ts
   * import { trainBPE } from "@unroll/tokenizers";
   *
   * const tokenizer = trainBPE(["low lower"], { merges: 2 });
   * const { tokens, wordIds } = tokenizer.encodeWords(["lower", "low"]);
   * tokens; // => ["low", "e", "r", "low"]
   * Array.from(wordIds); // => [0, 0, 0, 1]
   * ```
   */
  encodeWords(words: readonly string[], options: Pick<EncodeOptions, "addSpecialTokens"> = {}): Encoding {
    if (!Array.isArray(words)) {
      throw new TypeError(`Tokenizer.encodeWords: words must be an array of strings; got ${describe(words)}.`);
    }
    const columns = emptyColumns();
    words.forEach((word, i) => {
      const { ids, starts, ends } = this.#tokens(checkText("Tokenizer.encodeWords", word));
      ids.forEach((id, piece) => {
        columns.ids.push(id);
        columns.starts.push(starts[piece]!);
        columns.ends.push(ends[piece]!);
        columns.wordIds.push(i);
      });
    });
    return this.#assemble(columns, undefined, options.addSpecialTokens ?? true);
  }

  /**
   * The text of ids. Without a decoder it is the tokens with spaces between them.
   *
   * @param ids - Ids of the vocabulary.
   * @param options - See {@link DecodeOptions}.
   * @throws RangeError for an id that has no token.
   */
  decode(ids: ArrayLike<number>, options: DecodeOptions = {}): string {
    if (typeof ids?.length !== "number") {
      throw new TypeError(`Tokenizer.decode: ids must be an array of ids; got ${describe(ids)}.`);
    }
    const { model, decoder, addedTokens } = this.#parts;
    const skipped = new Set(
      options.skipSpecialTokens ? addedTokens.filter(({ special }) => special).map(({ id }) => id) : [],
    );
    const tokens: string[] = [];
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!;
      const token = model.table.tokenOf(id);
      if (token === undefined) {
        throw new RangeError(`Tokenizer.decode: ids must be ids of the vocabulary; got ${id} at index ${i}.`);
      }
      if (!skipped.has(id)) tokens.push(token);
    }
    return decoder === undefined ? tokens.join(" ") : decoder(tokens).join("");
  }

  /** The tokens of a text without what the post-processor puts around them. */
  #tokens(text: string): Columns {
    const { normalizer, preTokenizer, finders, template, model } = this.#parts;
    const columns = emptyColumns();
    let word = 0;
    const push = (id: number, start: number, end: number): void => {
      columns.ids.push(id);
      columns.starts.push(start);
      columns.ends.push(end);
      columns.wordIds.push(word);
    };
    const original = AlignedText.of(wellFormed(text), 0);
    finders[0].sections(original).forEach((section, index) => {
      if (section.token !== undefined) {
        push(section.token.id, section.text.start(0), section.text.end(section.text.text.length));
        word++;
        return;
      }
      if (section.text.text === "") return;
      const normalized = normalizer === undefined ? section.text : normalizer(section.text);
      for (const part of finders[1].sections(normalized)) {
        if (part.token !== undefined) {
          push(part.token.id, part.text.start(0), part.text.end(part.text.text.length));
          word++;
          continue;
        }
        if (part.text.text === "") continue;
        for (const piece of preTokenizer === undefined ? [part.text] : preTokenizer(part.text, index === 0)) {
          for (const { id, from, to } of modelPieces(this.#parts, text, piece)) {
            push(id, piece.start(from), piece.end(to));
          }
          word++;
        }
      }
    });
    if (!template.trimOffsets) return columns;
    return trimOffsets(columns, text, (id) => model.table.tokenOf(id) ?? "");
  }

  #assemble(first: Columns, second: Columns | undefined, addSpecialTokens: boolean): Encoding {
    const { template, templateIds, model } = this.#parts;
    const parts: EncodingPart[] = [];
    for (const part of second === undefined ? template.single : template.pair) {
      if ("sequence" in part) {
        const columns = part.sequence === "A" ? first : (second ?? emptyColumns());
        parts.push({ columns, typeId: part.typeId, special: false });
      } else if (addSpecialTokens) {
        const columns = { ids: [templateIds.get(part.token)!], starts: [0], ends: [0], wordIds: [-1] };
        parts.push({ columns, typeId: part.typeId, special: true });
      }
    }
    return new Encoding(parts, model.table);
  }
}

function modelPieces(parts: TokenizerParts, text: string, piece: AlignedText): ReturnType<typeof parts.model.pieces> {
  try {
    return parts.model.pieces(piece.text);
  } catch (error) {
    if (!(error instanceof UnknownWord)) throw error;
    const at = piece.text.indexOf(error.word);
    const position = piece.start(Math.max(0, at));
    const codePoint = text.codePointAt(position) ?? 0;
    throw new UnknownTokenError(
      `Tokenizer.encode: unknown word ${describe(error.word)} (${describeCodePoint(codePoint)}) at position ${position}; the vocabulary has no unknown token.`,
      { character: error.word, codePoint, position },
    );
  }
}

function emptyColumns(): Columns {
  return { ids: [], starts: [], ends: [], wordIds: [] };
}
