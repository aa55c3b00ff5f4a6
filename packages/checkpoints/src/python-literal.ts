/** A value in the header of a .npy file: text, True or False, or a tuple of whole numbers from 0 up. */
export type PythonValue = string | boolean | readonly number[];

/** The pieces of a text, without the white space between them; undefined when something is no piece. */
function splitIntoTokens(text: string): string[] | undefined {
  // Python 2 wrote 3L for 3.
  const token = /[ \t\r\n]*('[^'\\\r\n]*'|"[^"\\\r\n]*"|True\b|False\b|(?:0|[1-9][0-9]*)L?\b|[{}(),:])/y;
  const end = text.replace(/[ \t\r\n]+$/, "").length;
  const tokens: string[] = [];
  while (token.lastIndex < end) {
    const found = token.exec(text)?.[1];
    if (found === undefined) return undefined;
    tokens.push(found);
  }
  return tokens;
}

/** Reads Python's notation of a value, as much of it as headers need: nothing is ever evaluated. */
class LiteralParser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  /** `{'name': value, ...}`, and nothing behind it; no name twice. */
  dict(): ReadonlyMap<string, PythonValue> | undefined {
    const fields = new Map<string, PythonValue>();
    if (!this.#take("{")) return undefined;
    while (!this.#take("}")) {
      const name = this.#text();
      if (name === undefined || fields.has(name) || !this.#take(":")) return undefined;
      const value = this.#value();
      if (value === undefined || !(this.#take(",") || this.#isNext("}"))) return undefined;
      fields.set(name, value);
    }
    return this.#at === this.#tokens.length ? fields : undefined;
  }

  #value(): PythonValue | undefined {
    if (this.#take("True")) return true;
    if (this.#take("False")) return false;
    return this.#take("(") ? this.#restOfTuple() : this.#text();
  }

  /** Behind its bracket. `(3)` is no tuple, but the number 3. */
  #restOfTuple(): readonly number[] | undefined {
    const numbers: number[] = [];
    let commas = 0;
    while (!this.#take(")")) {
      const token = this.#tokens[this.#at++] ?? "";
      if (!/^[0-9]/.test(token)) return undefined;
      numbers.push(Number.parseInt(token, 10));
      if (this.#take(",")) commas++;
      else if (!this.#isNext(")")) return undefined;
    }
    return numbers.length === 1 && commas === 0 ? undefined : numbers;
  }

  #text(): string | undefined {
    const token = this.#tokens[this.#at++] ?? "";
    return /^['"]/.test(token) ? token.slice(1, -1) : undefined;
  }

  #isNext(token: string): boolean {
    return this.#tokens[this.#at] === token;
  }

  #take(token: string): boolean {
    const isNext = this.#isNext(token);
    if (isNext) this.#at++;
    return isNext;
  }
}

/** The fields of a dict in Python's notation; undefined when the text is anything else. */
export function parsePythonDict(text: string): ReadonlyMap<string, PythonValue> | undefined {
  const tokens = splitIntoTokens(text);
  return tokens && new LiteralParser(tokens).dict();
}
