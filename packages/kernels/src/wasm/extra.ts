import type { Address, InferenceKernels, TrainingKernels } from "../backend.ts";

/** The exports of csrc/extra.c, in the order of its parameters. */
export interface ExtraExports {
  unary_extra(op: number, n: number, x: Address, out: Address): void;
  unary_extra_backward(op: number, n: number, x: Address, y: Address, dy: Address, dx: Address): void;
  power(loop: Address, a: Address, b: Address, out: Address): void;
  power_scalar(n: number, x: Address, value: number, out: Address): void;
  log_sum_exp_axis(outer: number, n: number, inner: number, x: Address, out: Address): void;
  cumulative_sum(outer: number, n: number, inner: number, x: Address, reverse: number, out: Address): void;
  gather_axis(outer: number, n: number, m: number, inner: number, x: Address, ids: Address, out: Address): void;
  scatter_add_axis(outer: number, n: number, m: number, inner: number, ids: Address, dy: Address, dx: Address): void;
  top_k(rows: number, n: number, k: number, x: Address, values: Address, indices: Address): void;
  // biome-ignore format: as in C
  layer_norm(
    rows: number, n: number, x: Address, weight: Address, bias: Address, epsilon: number,
    out: Address, mean: Address, rstd: Address,
  ): void;
  // biome-ignore format: as in C
  layer_norm_backward(
    rows: number, n: number, x: Address, weight: Address, mean: Address, rstd: Address, dy: Address,
    dx: Address, dWeight: Address, dBias: Address,
  ): void;
}

/** The module of rare kernels, compiled at the first call. */
export type Extra = () => ExtraExports;

/** The rare kernels of inference that have no common sibling. */
export function extraInference(
  extra: Extra,
): Pick<InferenceKernels, "cumulativeSum" | "gatherAxis" | "topK" | "layerNorm"> {
  return {
    cumulativeSum: (outer, n, inner, x, reverse, out) =>
      extra().cumulative_sum(outer, n, inner, x, reverse ? 1 : 0, out),
    gatherAxis: (...call) => extra().gather_axis(...call),
    topK: (...call) => extra().top_k(...call),
    layerNorm(call) {
      // biome-ignore format: as in C
      extra().layer_norm(
        call.rows, call.n, call.x, call.weight, call.bias, call.epsilon, call.out, call.mean, call.rstd,
      );
    },
  };
}

/** The derivatives of kernels of {@link extraInference}. */
export function extraTraining(extra: Extra): Pick<TrainingKernels, "scatterAddAxis" | "layerNormBackward"> {
  return {
    scatterAddAxis: (...call) => extra().scatter_add_axis(...call),
    layerNormBackward(call) {
      // biome-ignore format: as in C
      extra().layer_norm_backward(
        call.rows, call.n, call.x, call.weight, call.mean, call.rstd, call.dy, call.dx, call.dWeight, call.dBias,
      );
    },
  };
}
