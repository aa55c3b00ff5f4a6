import { describe } from "./describe.ts";
import { TokenizerFormatError } from "./errors.ts";

/** What a {@link Vocabulary} may be given. */
export interface VocabularyOptions {
  /** The token that stands for every token outside the vocabulary; one of `tokens`. Default: none. */
  unknown?: string;
}

/** What {@link Vocabulary.fromCounts} may be given. */
export interface VocabularyCountOptions {
  /** Tokens that come first, in this order, whatever their counts. Default: none. */
  specialTokens?: readonly string[];
  /** How often a token must occur to be in the vocabulary. Default: 1. */
  minCount?: number;
  /** The most tokens that the vocabulary may have, special ones among them; the rarest are left out. Default: no limit. */
  maxSize?: number;
  /** The token that stands for every token outside; it comes first if it is not among `specialTokens`. Default: none. */
  unknown?: string;
}

/** A {@link Vocabulary} as JSON. */
export interface VocabularyJSON {
  format: "unroll-vocabulary";
  version: 1;
  /** The tokens, in the order of their ids. */
  tokens: string[];
  /** The unknown token, if there is one. */
  unknown?: string;
}

/**
 * A fixed list of distinct tokens. The id of a token is its place in the list, from 0 to size - 1, and never changes.
 *
 * @example
 * ```ts
 * import { Vocabulary } from "@unroll/tokenizers";
 *
 * const vocabulary = new Vocabulary(["<unk>", "a", "b"], { unknown: "<unk>" });
 * vocabulary.size; // => 3
 * vocabulary.idOf("b"); // => 2
 * vocabulary.idOf("c"); // => undefined
 * vocabulary.unknownId; // => 0
 * vocabulary.tokenOf(1); // => "a"
 * ```
 */
export class Vocabulary {
  readonly #tokens: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  /** The token that stands for every token outside the vocabulary, if there is one. */
  readonly unknown: string | undefined;

  /**
   * @param tokens - The tokens, in the order of their ids: distinct, not empty.
   * @param options - See {@link VocabularyOptions}.
   * @throws RangeError if a token is empty or comes twice, or if `unknown` is not among them.
   */
  constructor(tokens: readonly string[], options: VocabularyOptions = {}) {
    const ids = new Map<string, number>();
    for (let id = 0; id < tokens.length; id++) {
      const problem = tokenProblem(tokens[id], ids);
      if (problem !== undefined) throw new RangeError(`Vocabulary: tokens[${id}] ${problem}.`);
      ids.set(tokens[id]!, id);
    }
    if (options.unknown !== undefined && !ids.has(options.unknown)) {
      throw new RangeError(`Vocabulary: unknown must be one of the tokens; got ${describe(options.unknown)}.`);
    }
    this.#tokens = tokens.slice();
    this.#ids = ids;
    this.unknown = options.unknown;
    Object.freeze(this);
  }

  /**
   * The vocabulary of what was counted: special tokens first, then the most frequent. Of equally frequent tokens the one with
   * the smaller UTF-16 units comes first, so that the ids depend on the counts and on nothing else.
   *
   * @param counts - How often each token occurs.
   * @param options - See {@link VocabularyCountOptions}.
   * @throws RangeError if `minCount` or `maxSize` is no positive integer, or `maxSize` has no room for the special tokens.
   *
   * @example
   * ```ts
   * import { Vocabulary } from "@unroll/tokenizers";
   *
   * const counts = new Map([["sat", 1], ["the", 5], ["cat", 2], ["mat", 2]]);
   * Vocabulary.fromCounts(counts, { unknown: "<unk>", minCount: 2 }).tokens(); // => ["<unk>", "the", "cat", "mat"]
   * Vocabulary.fromCounts(counts, { specialTokens: ["<pad>"], maxSize: 2 }).tokens(); // => ["<pad>", "the"]
   * ```
   */
  static fromCounts(counts: Iterable<readonly [string, number]>, options: VocabularyCountOptions = {}): Vocabulary {
    const { specialTokens = [], minCount = 1, maxSize = Number.MAX_SAFE_INTEGER, unknown } = options;
    for (const [name, value] of Object.entries({ minCount, maxSize })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new RangeError(`Vocabulary.fromCounts: ${name} must be a positive integer; got ${value}.`);
      }
    }
    const first =
      unknown === undefined || specialTokens.includes(unknown) ? [...specialTokens] : [unknown, ...specialTokens];
    if (first.length > maxSize) {
      throw new RangeError(
        `Vocabulary.fromCounts: maxSize must have room for the special tokens, which are ${first.length}; got ${maxSize}.`,
      );
    }
    const special = new Set(first);
    const rest = [...counts].filter(([token, count]) => count >= minCount && !special.has(token));
    rest.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    const tokens = [...first, ...rest.slice(0, maxSize - first.length).map(([token]) => token)];
    return new Vocabulary(tokens, unknown === undefined ? {} : { unknown });
  }

  /**
   * A vocabulary with more tokens behind these, whose ids stay as they are. Tokens that are there already are passed over.
   *
   * @param tokens - The tokens to come.
   * @throws RangeError if a token is empty.
   *
   * @example
   * ```ts
   * import { Vocabulary } from "@unroll/tokenizers";
   *
   * new Vocabulary(["a", "b"]).extended(["b", "c"]).tokens(); // => ["a", "b", "c"]
   * ```
   */
  extended(tokens: Iterable<string>): Vocabulary {
    const all = new Set([...this.#tokens, ...tokens]);
    return new Vocabulary([...all], this.unknown === undefined ? {} : { unknown: this.unknown });
  }

  /** The number of tokens. */
  get size(): number {
    return this.#tokens.length;
  }

  /** The id of the unknown token, if there is one. */
  get unknownId(): number | undefined {
    return this.unknown === undefined ? undefined : this.#ids.get(this.unknown);
  }

  /** The id of a token, or undefined if it is not in the vocabulary (also when there is an unknown token). */
  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  /**
   * The token of an id.
   *
   * @param id - An integer from 0 to size - 1.
   * @throws RangeError if it is not.
   */
  tokenOf(id: number): string {
    const token = this.#tokens[id];
    if (token === undefined) {
      throw new RangeError(`Vocabulary.tokenOf: id must be an integer from 0 to ${this.size - 1}; got ${id}.`);
    }
    return token;
  }

  /** All tokens in the order of their ids; a copy. */
  tokens(): string[] {
    return this.#tokens.slice();
  }

  /** The vocabulary as JSON, for {@link Vocabulary.fromJSON}. */
  toJSON(): VocabularyJSON {
    const json: VocabularyJSON = { format: "unroll-vocabulary", version: 1, tokens: this.tokens() };
    if (this.unknown !== undefined) json.unknown = this.unknown;
    return json;
  }

  /**
   * The vocabulary that {@link Vocabulary.toJSON} wrote. Everything is checked: the JSON may come from anywhere.
   *
   * @param json - The parsed JSON.
   * @throws TokenizerFormatError naming the first field that is wrong.
   *
   * @example
   * ```ts
   * import { Vocabulary } from "@unroll/tokenizers";
   *
   * const text = JSON.stringify(new Vocabulary(["a", "b"]));
   * Vocabulary.fromJSON(JSON.parse(text)).tokens(); // => ["a", "b"]
   * ```
   */
  static fromJSON(json: unknown): Vocabulary {
    const refuse = (path: string, problem: string): TokenizerFormatError =>
      new TokenizerFormatError(`Vocabulary.fromJSON: ${path === "" ? "the JSON" : path} ${problem}.`, path);
    if (typeof json !== "object" || json === null) throw refuse("", `must be an object; got ${describe(json)}`);
    const { format, version, tokens, unknown } = json as { [field: string]: unknown };
    if (format !== "unroll-vocabulary") throw refuse("format", `must be "unroll-vocabulary"; got ${describe(format)}`);
    if (version !== 1) throw refuse("version", `must be 1; got ${describe(version)}`);
    if (!Array.isArray(tokens)) throw refuse("tokens", `must be an array of strings; got ${describe(tokens)}`);
    const seen = new Set<string>();
    for (let id = 0; id < tokens.length; id++) {
      const problem = tokenProblem(tokens[id], seen);
      if (problem !== undefined) throw refuse(`tokens[${id}]`, problem);
      seen.add(tokens[id] as string);
    }
    if (unknown === undefined) return new Vocabulary(tokens as string[]);
    if (typeof unknown !== "string" || !seen.has(unknown)) {
      throw refuse("unknown", `must be one of the tokens; got ${describe(unknown)}`);
    }
    return new Vocabulary(tokens as string[], { unknown });
  }
}

/** What is wrong with a token that follows those in `seen`, or undefined. */
function tokenProblem(token: unknown, seen: { has(token: string): boolean }): string | undefined {
  if (typeof token !== "string" || token === "") return `must be a string, not empty; got ${describe(token)}`;
  if (seen.has(token)) return `must differ from the tokens before it; got ${describe(token)} again`;
  return undefined;
}
