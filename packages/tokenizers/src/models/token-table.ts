/** Tokens and ids both ways. Unlike a Vocabulary its ids may have holes, as those of files do that others wrote. */
export class TokenTable {
  readonly #ids: Map<string, number>;
  readonly #tokens: Map<number, string> = new Map();
  readonly #own: number; // how many tokens are not added ones: the first of the map

  constructor(ids: Map<string, number>) {
    this.#ids = ids;
    this.#own = ids.size;
    for (const [token, id] of ids) this.#tokens.set(id, token);
  }

  /** One more than the largest id. */
  get size(): number {
    let largest = -1;
    for (const id of this.#tokens.keys()) if (id > largest) largest = id;
    return largest + 1;
  }

  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  tokenOf(id: number): string | undefined {
    return this.#tokens.get(id);
  }

  /** A token beside those of the model, if it is not one of them. */
  add(token: string, id: number): void {
    this.#ids.set(token, id);
    this.#tokens.set(id, token);
  }

  /** The tokens of the model. */
  toJSON(): { [token: string]: number } {
    return Object.fromEntries([...this.#ids].slice(0, this.#own));
  }
}
