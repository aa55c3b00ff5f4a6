/** How many tokens are decoded again with the next: what stands before decides about spaces, and a character may have several tokens. */
const CONTEXT = 8;

/**
 * The text of tokens that come one at a time: a piece comes out when its characters are complete. A tokenizer's decoder needs the tokens
 * before (a word after another gets a space, a word piece none), and a character of UTF-8 may be spread over several tokens, so a
 * few of the last tokens are decoded together with the next. It holds no more than those, however long the text.
 */
export class TextStream {
  readonly #decode: (ids: Int32Array) => string;
  #ids: number[];
  #given: number; // UTF-16 units of the text of #ids that have come out

  /**
   * @param decode the tokenizer's, for ids of any length.
   * @param before the ids that stand before the first; their text does not come out.
   */
  constructor(decode: (ids: Int32Array) => string, before: ArrayLike<number> = []) {
    this.#decode = decode;
    this.#ids = Array.from(before).slice(-CONTEXT);
    this.#given = this.#completeText().length;
  }

  /** Takes a token in and gives out the text that it completes, often "". */
  push(id: number): string {
    if (this.#ids.length >= 2 * CONTEXT) {
      this.#ids = this.#ids.slice(-CONTEXT);
      this.#given = this.#completeText().length; // all that is complete has come out
    }
    this.#ids.push(id);
    const text = this.#completeText();
    const piece = text.slice(this.#given);
    this.#given = Math.max(this.#given, text.length);
    return piece;
  }

  /** The text without a character at its end of which bytes are missing: decoders show those as one U+FFFD. */
  #completeText(): string {
    return this.#decode(Int32Array.from(this.#ids)).replace(/\ufffd$/, "");
  }
}
