/**
 * A text has a token that the vocabulary does not know, and there is no unknown token to stand for it.
 *
 * @example
 * ```ts
 * import { CharacterTokenizer, UnknownTokenError } from "@unroll/tokenizers";
 *
 * const tokenizer = CharacterTokenizer.train("abc");
 * try {
 *   tokenizer.encode("cab é");
 * } catch (error) {
 *   if (!(error instanceof UnknownTokenError)) throw error;
 *   error.position; // => 3
 *   error.codePoint; // => 32
 * }
 * ```
 */
export class UnknownTokenError extends Error {
  override readonly name = "UnknownTokenError";
  /** The character; of a `Tokenizer`, the word. */
  readonly character: string;
  /** Its Unicode code point; of a word, that of its beginning. */
  readonly codePoint: number;
  /** Where it stands: `text.slice(position)` begins with it (so it counts UTF-16 units, as JavaScript does). */
  readonly position: number;

  /**
   * @param message - One sentence that names the character and its position.
   * @param fields - The character, its code point and its position.
   */
  constructor(message: string, fields: { character: string; codePoint: number; position: number }) {
    super(message);
    this.character = fields.character;
    this.codePoint = fields.codePoint;
    this.position = fields.position;
  }
}

/**
 * The JSON of a vocabulary or a tokenizer is not what it has to be.
 *
 * @example
 * ```ts
 * import { TokenizerFormatError, Vocabulary } from "@unroll/tokenizers";
 *
 * try {
 *   Vocabulary.fromJSON({ format: "unroll-vocabulary", version: 1, tokens: ["a", "b", "a"] });
 * } catch (error) {
 *   if (!(error instanceof TokenizerFormatError)) throw error;
 *   error.path; // => "tokens[2]"
 * }
 * ```
 */
export class TokenizerFormatError extends Error {
  override readonly name = "TokenizerFormatError";
  /** Where in the JSON, as in `model.vocab["a"]`; empty if it is the whole. */
  readonly path: string;

  /**
   * @param message - One sentence that names the path, what was expected and what came.
   * @param path - Where in the JSON.
   */
  constructor(message: string, path: string) {
    super(message);
    this.path = path;
  }
}
