import type { Rng } from "@unroll/random";
import type { LabelledText } from "../labelled-text.ts";
import { between, checkIntegers, checkLengths, examples, type GeneratedOptions, pick } from "./settings.ts";

/** How {@link temporalOrder} draws. */
export interface TemporalOrderOptions extends GeneratedOptions {
  /** How many symbols X or Y there are: 2 makes 4 classes (experiment 6a), 3 makes 8 (6b). Default: 2. */
  relevant?: 2 | 3;
  /** The shortest sequence, at least 10. Default: 100. */
  minLength?: number;
  /** The longest sequence. Default: a tenth more than `minLength`. */
  maxLength?: number;
}

// The classes by their names in the paper, in the order of the X and Y read as binary digits.
const classes = { 2: "QRSU", 3: "QRSUVABC" } as const;
// Where the X and Y are: from and to, in hundredths of the length.
const places = {
  2: [
    [10, 20],
    [50, 60],
  ],
  3: [
    [10, 20],
    [33, 43],
    [66, 76],
  ],
} as const;

/**
 * The temporal order problem: among random letters a to d stand two (or three) letters X or Y, far from each other and from the
 * end; their order is the class. Every sequence begins with E and ends with B. All classes are equally likely.
 *
 * ```
 * X X -> Q,  X Y -> R,  Y X -> S,  Y Y -> U
 * XXX -> Q,  XXY -> R,  XYX -> S,  XYY -> U,  YXX -> V,  YXY -> A,  YYX -> B,  YYY -> C
 * ```
 *
 * The first stands from 10 to 20 and the second from 50 to 60 hundredths of `minLength` (of three: 10 to 20, 33 to 43, 66 to 76),
 * which are the places of the paper at its length.
 *
 * Source: Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9 (1997), experiments 6a and 6b.
 *
 * @param options - See {@link TemporalOrderOptions}.
 * @throws RangeError if an option is out of range.
 *
 * @example
 * ```ts
 * import { temporalOrder } from "@unroll/datasets/generated";
 *
 * const [example] = temporalOrder({ count: 1, minLength: 20, seed: 1 });
 * const order = example!.text.replace(/[^XY]/g, "");
 * order.length; // => 2
 * "QRSU"[["XX", "XY", "YX", "YY"].indexOf(order)] === example!.label; // => true
 * ```
 */
export function temporalOrder(options: TemporalOrderOptions): LabelledText[] {
  const { relevant = 2, minLength = 100 } = options;
  checkIntegers("temporalOrder", { relevant }, 2, 3);
  const { maxLength = minLength + Math.floor(minLength / 10) } = options;
  checkLengths("temporalOrder", minLength, maxLength, 10);
  const at = (hundredths: number): number => Math.floor((hundredths * minLength) / 100);
  return examples("temporalOrder", options, (rng) => {
    const letters = ["E", ...noise(rng, between(rng, minLength, maxLength) - 2), "B"];
    let label = 0;
    for (const [from, to] of places[relevant]) {
      const y = rng.integer(2);
      letters[between(rng, at(from), at(to))] = y === 1 ? "Y" : "X";
      label = 2 * label + y;
    }
    return { text: letters.join(""), label: classes[relevant][label]! };
  });
}

function noise(rng: Rng, length: number): string[] {
  return Array.from({ length }, () => pick(rng, "abcd"));
}
