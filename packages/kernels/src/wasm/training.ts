import type { Address, TrainingKernels } from "../backend.ts";
import { type Extra, extraTraining } from "./extra.ts";
import { instantiate } from "./module.ts";
import { EXTRA_UNARY, isExtra, UNARY } from "./operations.ts";
import { type BackwardExports, backwardRecurrences } from "./recurrences-backward.ts";
import type { Scratch } from "./scratch.ts";

/** The exports of csrc/training.c, in the order of its parameters. */
interface Exports extends BackwardExports {
  unary_backward(op: number, n: number, x: Address, y: Address, dy: Address, dx: Address): void;
  softmax_backward(rows: number, n: number, y: Address, dy: Address, dx: Address): void;
  log_softmax_backward(rows: number, n: number, y: Address, dy: Address, dx: Address): void;
  // biome-ignore format: as in C
  cross_entropy(
    rows: number, classes: number, logits: Address, targets: Address, ignoreIndex: number, labelSmoothing: number,
    logSumExp: Address, losses: Address,
  ): void;
  // biome-ignore format: as in C
  cross_entropy_backward(
    rows: number, classes: number, logits: Address, targets: Address, ignoreIndex: number, labelSmoothing: number,
    logSumExp: Address, rowGradients: Address, dLogits: Address,
  ): void;
  scatter_add_rows(count: number, width: number, ids: Address, rows: Address, table: Address): void;
  sum_squares(table: Address, segments: number): number;
  scale_gradients(table: Address, segments: number, factor: number): void;
  // biome-ignore format: as in C
  adam(
    table: Address, segments: number, learningRate: number, beta1: number, beta2: number, epsilon: number,
    weightDecay: number, decoupled: number, correction1: number, correction2: number, gradientScale: number,
  ): void;
  // biome-ignore format: as in C
  dropout(
    n: number, x: Address, probability: number, key0: number, key1: number, stream0: number, stream1: number,
    counter: number, out: Address,
  ): void;
  // biome-ignore format: as in C
  sgd(
    table: Address, segments: number, learningRate: number, momentum: number, dampening: number, nesterov: number,
    weightDecay: number, gradientScale: number,
  ): void;
  // biome-ignore format: as in C
  rms_prop(
    table: Address, segments: number, learningRate: number, alpha: number, epsilon: number, momentum: number,
    weightDecay: number, gradientScale: number,
  ): void;
  // biome-ignore format: as in C
  adagrad(
    table: Address, segments: number, learningRate: number, epsilon: number, weightDecay: number,
    gradientScale: number,
  ): void;
}

/** The training kernels over the exports of a module. */
export function wasmTraining(
  text: string,
  memory: WebAssembly.Memory,
  scratch: Scratch,
  extra: Extra,
): TrainingKernels {
  const c = instantiate<Exports>(text, memory);
  return {
    unaryBackward(op, n, x, y, dy, dx) {
      if (isExtra(op)) extra().unary_extra_backward(EXTRA_UNARY[op], n, x, y, dy, dx);
      else c.unary_backward(UNARY[op], n, x, y, dy, dx);
    },
    softmaxBackward: c.softmax_backward,
    logSoftmaxBackward: c.log_softmax_backward,
    crossEntropy(call) {
      // biome-ignore format: as in C
      c.cross_entropy(
        call.rows, call.classes, call.logits, call.targets, call.ignoreIndex, call.labelSmoothing,
        call.logSumExp, call.losses,
      );
    },
    crossEntropyBackward(call) {
      // biome-ignore format: as in C
      c.cross_entropy_backward(
        call.rows, call.classes, call.logits, call.targets, call.ignoreIndex, call.labelSmoothing,
        call.logSumExp, call.rowGradients, call.dLogits,
      );
    },
    scatterAddRows: c.scatter_add_rows,
    ...backwardRecurrences(c, scratch),
    ...extraTraining(extra),
    sumSquares: ({ table, segments }) => c.sum_squares(table, segments),
    scaleGradients: ({ table, segments }, factor) => c.scale_gradients(table, segments, factor),
    adam(call) {
      // biome-ignore format: as in C
      c.adam(
        call.table, call.segments, call.learningRate, call.beta1, call.beta2, call.epsilon,
        call.weightDecay, call.decoupled ? 1 : 0, call.correction1, call.correction2, call.gradientScale,
      );
    },
    dropout(call) {
      const { n, x, probability, seed, stream, counter, out } = call;
      c.dropout(n, x, probability, seed[0], seed[1], stream[0], stream[1], counter, out);
    },
    sgd(call) {
      // biome-ignore format: as in C
      c.sgd(
        call.table, call.segments, call.learningRate, call.momentum, call.dampening, call.nesterov ? 1 : 0,
        call.weightDecay, call.gradientScale,
      );
    },
    rmsProp(call) {
      // biome-ignore format: as in C
      c.rms_prop(
        call.table, call.segments, call.learningRate, call.alpha, call.epsilon, call.momentum,
        call.weightDecay, call.gradientScale,
      );
    },
    adagrad(call) {
      c.adagrad(call.table, call.segments, call.learningRate, call.epsilon, call.weightDecay, call.gradientScale);
    },
  };
}
