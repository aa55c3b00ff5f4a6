import { ByteWriter, byteCharacters } from "../byte-characters.ts";
import { matchesOf } from "../patterns/pattern.ts";
import { byteLevelPieces } from "../patterns/well-known.ts";
import { Tokenizer } from "../tokenizer.ts";
import { countWords } from "./count-words.ts";
import { type CountedWord, learnMerges } from "./learn-merges.ts";
import { checkSpecialTokens, specialTokensJSON } from "./special-tokens.ts";

/** How far a training is. */
export interface TrainingProgress {
  /** Counting words, then learning merges. */
  phase: "count" | "merge";
  /** UTF-16 units that were counted, or merges that were learned. */
  done: number;
  /** The merges that are wanted at most; while words are counted it is not known. */
  total: number | undefined;
}

/** What {@link trainBPE} may be given. */
export interface TrainBPEOptions {
  /** The most tokens: special tokens, the alphabet and merges. Default: no limit. */
  vocabSize?: number;
  /** The most merges. Default: no limit if there is a `vocabSize`, else 8000. */
  merges?: number;
  /** How often a pair must occur to be merged. Default: 2. */
  minFrequency?: number;
  /** Tokens with the first ids, looked for in texts before anything else. Default: none; without `byteLevel`, "<unk>". */
  specialTokens?: readonly string[];
  /**
   * Whether the alphabet is the 256 bytes, so that every text can be written. Otherwise it is the characters of the texts, and
   * the first special token stands for all others. Default: true.
   */
  byteLevel?: boolean;
  /** Called after every text, and after every merge. */
  progress?: (progress: TrainingProgress) => void;
  /** Ends the training with an error, the signal's reason. */
  signal?: AbortSignal;
}

/**
 * A byte-pair encoding that is learned from texts: words are cut into bytes (or characters), and again and again the most
 * frequent pair of neighbours becomes one token; of equally frequent pairs the one with the smaller ids.
 *
 * Words are those of GPT-2: a run of letters, of digits or of other characters, with the space before it. Without `byteLevel`
 * they are what stands between spaces, with the character ▁ for the space before it. Source: Sennrich, Haddow, Birch,
 * "Neural Machine Translation of Rare Words with Subword Units" (2016), algorithm 1; bytes: Radford et al. (GPT-2, 2019).
 *
 * It runs to its end at once; {@link trainBPEAsync} leaves time for other things.
 *
 * @param texts - A text, or several. No merge crosses the end of one.
 * @param options - See {@link TrainBPEOptions}.
 * @throws RangeError if a limit is no positive integer, the alphabet does not fit into `vocabSize`, or a special token is empty or
 *   comes twice.
 *
 * @example
 * ```ts
 * import { trainBPE } from "@unroll/tokenizers";
 *
 * const tokenizer = trainBPE("the cat sat on the mat with the hat", { merges: 5, specialTokens: ["<eos>"] });
 * tokenizer.vocabSize; // => 261
 * tokenizer.encode("the hat").tokens; // => ["the", "Ġ", "h", "at"]
 * tokenizer.decode(tokenizer.encode("any text: 日本語 🎉").ids); // => "any text: 日本語 🎉"
 * ```
 */
export function trainBPE(texts: string | Iterable<string>, options: TrainBPEOptions = {}): Tokenizer {
  const steps = training(texts, options);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/**
 * {@link trainBPE} that lets other things run every 20 milliseconds, so that a page stays alive and a signal can come from a button.
 *
 * @param texts - As for trainBPE.
 * @param options - See {@link TrainBPEOptions}.
 *
 * @example
 * ```ts
 * import { trainBPEAsync } from "@unroll/tokenizers";
 *
 * const tokenizer = await trainBPEAsync(["a rose is a rose"], { merges: 4 });
 * tokenizer.encode(" rose").tokens; // => ["Ġrose"]
 * ```
 */
export async function trainBPEAsync(
  texts: string | Iterable<string>,
  options: TrainBPEOptions = {},
): Promise<Tokenizer> {
  const steps = training(texts, options);
  let since = Date.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (Date.now() - since < 20) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    since = Date.now();
  }
}

function* training(texts: string | Iterable<string>, options: TrainBPEOptions): Generator<void, Tokenizer> {
  const { byteLevel = true, minFrequency = 2, progress, signal } = options;
  const { vocabSize = Number.MAX_SAFE_INTEGER } = options;
  const { merges = options.vocabSize === undefined ? 8000 : Number.MAX_SAFE_INTEGER } = options;
  const { specialTokens = byteLevel ? [] : ["<unk>"] } = options;
  for (const [name, value] of Object.entries({ vocabSize, minFrequency })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`trainBPE: ${name} must be a positive integer; got ${value}.`);
    }
  }
  if (!Number.isInteger(merges) || merges < 0) {
    throw new RangeError(`trainBPE: merges must be an integer of at least 0; got ${merges}.`);
  }
  checkSpecialTokens("trainBPE", specialTokens);
  if (!byteLevel && specialTokens.length === 0) {
    throw new RangeError("trainBPE: specialTokens must begin with the unknown token if byteLevel is false; got none.");
  }

  signal?.throwIfAborted();
  const counting = countWords("trainBPE", texts, byteLevel ? byteLevelPieces() : matchesOf(/ ?[^ ]+| /g));
  let counted = counting.next();
  for (; !counted.done; counted = counting.next()) {
    progress?.({ phase: "count", done: counted.value, total: undefined });
    signal?.throwIfAborted();
    yield;
  }
  const write = byteLevel ? byteWords() : metaspaceWord;
  const words = new Map<string, number>();
  for (const [word, count] of counted.value) {
    const written = write(word);
    words.set(written, (words.get(written) ?? 0) + count);
  }
  const tokens = [...new Set([...specialTokens, ...alphabet(byteLevel ? byteCharacters() : words.keys())])];
  const ids = new Map(tokens.map((token, id) => [token, id]));
  if (vocabSize < tokens.length) {
    throw new RangeError(
      `trainBPE: vocabSize must be at least ${tokens.length}, special tokens and the alphabet; got ${vocabSize}.`,
    );
  }
  const countedWords: CountedWord[] = Array.from(words, ([word, count]) => ({
    ids: Array.from(word, (character) => ids.get(character)!),
    count,
  }));

  const total = Math.min(merges, Math.max(0, vocabSize - tokens.length));
  const learning = learnMerges(countedWords, tokens, { vocabSize, merges, minFrequency });
  let learned = learning.next();
  for (; !learned.done; learned = learning.next()) {
    progress?.({ phase: "merge", done: learned.value, total });
    signal?.throwIfAborted();
    yield;
  }
  return Tokenizer.fromJSON({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: specialTokensJSON(specialTokens, (token) => ids.get(token)!),
    normalizer: null,
    pre_tokenizer: byteLevel
      ? { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: true }
      : { type: "Metaspace", replacement: "\u2581", prepend_scheme: "always", split: true },
    post_processor: null,
    decoder: byteLevel
      ? { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: true }
      : { type: "Metaspace", replacement: "\u2581", prepend_scheme: "always", split: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: byteLevel ? null : specialTokens[0],
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: learned.value.map(({ left, right }) => [tokens[left], tokens[right]]),
    },
  });
}

/** The characters in the order of their code points. */
function alphabet(words: Iterable<string>): string[] {
  const codePoints = new Set<number>();
  for (const word of words) for (const character of word) codePoints.add(character.codePointAt(0)!);
  return [...codePoints].sort((a, b) => a - b).map((codePoint) => String.fromCodePoint(codePoint));
}

function byteWords(): (word: string) => string {
  const writer = new ByteWriter();
  return (word) => writer.write(word);
}

/** A word as the pre-tokenizer Metaspace writes it; the first of a text gets its ▁ there, too. */
function metaspaceWord(word: string): string {
  return word.startsWith(" ") ? `\u2581${word.slice(1)}` : `\u2581${word}`;
}
