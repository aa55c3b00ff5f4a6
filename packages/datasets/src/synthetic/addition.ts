import type { Rng } from "@unroll/random";
import type { TextPair } from "../text-pair.ts";
import { between, checkIntegers, examples, type GeneratedOptions } from "./settings.ts";

/** How {@link additionText} draws. */
export interface AdditionOptions extends GeneratedOptions {
  /** The most digits of a summand, 1 to 15. Default: 3. */
  digits?: number;
}

/**
 * Addition as text: "535+61" to "596". The number of digits of each summand is uniform from 1 to `digits`, and so is the number
 * among those of so many digits: short numbers are not rare. No number begins with a zero, except 0.
 *
 * Source: Zaremba and Sutskever, "Learning to Execute", arXiv:1410.4615 (2014), section 4.1 (addition).
 *
 * @param options - See {@link AdditionOptions}.
 * @throws RangeError if an option is out of range.
 *
 * @example
 * ```ts
 * import { additionText } from "@unroll/datasets/generated";
 *
 * additionText({ count: 2, seed: 1 }); // => [{ source: "7+996", target: "1003" }, { source: "80+110", target: "190" }]
 * ```
 */
export function additionText(options: AdditionOptions): TextPair[] {
  const { digits = 3 } = options;
  checkIntegers("additionText", { digits }, 1, 15);
  return examples("additionText", options, (rng) => {
    const a = summand(rng, digits);
    const b = summand(rng, digits);
    return { source: `${a}+${b}`, target: String(a + b) };
  });
}

function summand(rng: Rng, mostDigits: number): number {
  const digits = between(rng, 1, mostDigits);
  return between(rng, digits === 1 ? 0 : 10 ** (digits - 1), 10 ** digits - 1);
}
