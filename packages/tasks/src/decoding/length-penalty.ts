import { scope, tensor } from "@unroll/tensor";

/** How the length of a hypothesis enters its score. */
export type LengthNormalization = "gnmt" | "plain";

/**
 * What the log-probability of a sequence is divided by, so that long ones can compete with short ones.
 *
 * ```
 * gnmt:   ((5 + length) / (5 + 1))^alpha
 * plain:  length^alpha
 * ```
 *
 * Wu et al. 2016, "Google's Neural Machine Translation System", equation 14; plain with alpha 1 is the mean per token.
 *
 * @param length tokens, the end token among them.
 * @param alpha 0 leaves the log-probability as it is.
 * @param normalization default "gnmt".
 * @example
 * ```ts
 * import { lengthPenalty } from "@unroll/tasks";
 * lengthPenalty(7, 1); // => 2
 * lengthPenalty(7, 1, "plain"); // => 7
 * lengthPenalty(7, 0); // => 1
 * ```
 */
export function lengthPenalty(length: number, alpha: number, normalization: LengthNormalization = "gnmt"): number {
  const base = normalization === "gnmt" ? (5 + length) / 6 : length;
  if (alpha === 0) return 1;
  if (alpha === 1) return base;
  return scope(() => tensor([base]).pow(alpha).item(), "lengthPenalty");
}
