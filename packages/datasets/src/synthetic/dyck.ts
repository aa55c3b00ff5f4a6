import type { Rng } from "@unroll/random";
import { checkIntegers, checkLengths, examples, type GeneratedOptions } from "./settings.ts";

/** How {@link dyckWords} draws. */
export interface DyckOptions extends GeneratedOptions {
  /** The kinds of brackets, each as opening and closing character. Default: "()[]", which are k = 2 kinds. */
  brackets?: string;
  /** The most brackets that are open at once. Default: 5. */
  maxDepth?: number;
  /** The shortest word. Default: 2. */
  minLength?: number;
  /** The longest word. Default: 40. */
  maxLength?: number;
}

/** A word of brackets that close in order. */
export interface DyckWord {
  readonly text: string;
  /** How many brackets are open after each character; the last is 0. */
  readonly depths: number[];
}

/**
 * Dyck words: brackets of k kinds that close in the reverse of the order in which they open, at most `maxDepth` open at once.
 * After a closing bracket became possible, only that of the last kind opened is right: a model must remember a stack.
 *
 * The lengths are uniform over the even numbers allowed, and of one length every word is equally likely: whether a bracket
 * opens is drawn in proportion to the number of words that go on so. Words drawn by a fair coin would be shallow.
 *
 * ```
 * n(r, d) = n(r - 1, d + 1) + n(r - 1, d - 1),   n(0, 0) = 1,   n(r, maxDepth + 1) = n(r, -1) = 0
 * P(open | r characters left, d open) = n(r - 1, d + 1) / n(r, d)
 * ```
 *
 * Source: Hewitt, Hahn, Ganguli, Liang and Manning, "RNNs Can Generate Bounded Hierarchical Languages with Optimal Memory", EMNLP
 * 2020, section 2 (Dyck-(k, m)); drawn by the recursive method of Nijenhuis and Wilf, "Combinatorial Algorithms" (1978).
 *
 * @param options - See {@link DyckOptions}.
 * @throws RangeError if an option is out of range, if no even length is allowed or if the brackets are not pairs of different
 * characters.
 *
 * @example
 * ```ts
 * import { dyckWords } from "@unroll/datasets/generated";
 *
 * const words = dyckWords({ count: 100, maxDepth: 3, maxLength: 20 });
 * Math.max(...words.flatMap(({ depths }) => depths)); // => 3
 * words.every(({ depths }) => depths.at(-1) === 0); // => true
 * ```
 */
export function dyckWords(options: DyckOptions): DyckWord[] {
  const { brackets = "()[]", maxDepth = 5, minLength = 2, maxLength = 40 } = options;
  checkIntegers("dyckWords", { maxDepth }, 1);
  checkLengths("dyckWords", minLength, maxLength);
  const characters = [...brackets];
  if (characters.length < 2 || characters.length % 2 !== 0 || new Set(characters).size !== characters.length) {
    throw new RangeError(
      `dyckWords: brackets must be pairs of opening and closing characters, all different, such as "()[]"; got ${JSON.stringify(brackets)}.`,
    );
  }
  const shortest = Math.ceil(minLength / 2);
  const longest = Math.floor(maxLength / 2);
  if (shortest > longest) {
    throw new RangeError(
      `dyckWords: an even length must lie between minLength and maxLength; got ${minLength} and ${maxLength}.`,
    );
  }
  const open = openingProbabilities(2 * longest, maxDepth);
  return examples("dyckWords", options, (rng) =>
    word(rng, 2 * (shortest + rng.integer(longest - shortest + 1)), characters, open),
  );
}

function word(rng: Rng, length: number, brackets: string[], open: Float64Array[]): DyckWord {
  const stack: number[] = [];
  const depths: number[] = [];
  let text = "";
  for (let left = length; left > 0; left--) {
    if (rng.uniform() < open[left]![stack.length]!) {
      const kind = rng.integer(brackets.length / 2);
      stack.push(kind);
      text += brackets[2 * kind]!;
    } else text += brackets[2 * stack.pop()! + 1]!;
    depths.push(stack.length);
  }
  return { text, depths };
}

/** P(open), by the characters left and the brackets open. */
function openingProbabilities(length: number, maxDepth: number): Float64Array[] {
  const deepest = Math.min(maxDepth, length / 2);
  let counts = Float64Array.from({ length: deepest + 1 }, (_, depth) => (depth === 0 ? 1 : 0));
  const open: Float64Array[] = [new Float64Array(deepest + 1)];
  for (let left = 1; left <= length; left++) {
    const shorter = counts;
    const probabilities = new Float64Array(deepest + 1);
    counts = new Float64Array(deepest + 1);
    for (let depth = 0; depth <= deepest; depth++) {
      const opened = depth < deepest ? shorter[depth + 1]! : 0;
      const closed = depth > 0 ? shorter[depth - 1]! : 0;
      probabilities[depth] = opened + closed === 0 ? 0 : opened / (opened + closed);
      // Half of the number of words, so that long ones do not overflow: only ratios count.
      counts[depth] = (opened + closed) / 2;
    }
    open.push(probabilities);
  }
  return open;
}
