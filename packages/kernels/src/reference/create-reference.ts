import type { Backend, FloatType } from "../backend.ts";
import type { Heap } from "../heap.ts";
import { axis } from "./axis.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { dropout } from "./dropout.ts";
import { elementwise } from "./elementwise.ts";
import { gru } from "./gru.ts";
import { layerNorm } from "./layer-norm.ts";
import { lstm } from "./lstm.ts";
import { floatMemory } from "./memory.ts";
import { optimizers } from "./optimizers.ts";
import { products } from "./products.ts";
import { reductions } from "./reductions.ts";
import { rnn } from "./rnn.ts";
import { rows } from "./rows.ts";
import { softmax } from "./softmax.ts";

/**
 * The reference executor: every kernel as a plain loop, computed in float64 and rounded at the store.
 *
 * The other executors are held against it. It is the one that there is for float64, and runs where the engine has no
 * SIMD.
 */
export function createReference(heap: Heap, dtype: FloatType): Backend {
  const memory = floatMemory(heap, dtype);
  const elements = elementwise(memory);
  const tables = rows(memory);
  const axes = axis(memory);
  const norms = layerNorm(memory);
  const softmaxes = softmax(memory);
  const recurrences = { ...rnn(memory), ...lstm(memory), ...gru(memory) };
  return {
    name: "reference",
    dtype,
    inference: {
      fill: elements.fill,
      unary: elements.unary,
      binaryScalar: elements.binaryScalar,
      binary: elements.binary,
      compare: elements.compare,
      where: elements.where,
      copy: elements.copy,
      ...reductions(memory),
      ...products(memory),
      softmax: softmaxes.softmax,
      logSoftmax: softmaxes.logSoftmax,
      gatherRows: tables.gatherRows,
      cumulativeSum: axes.cumulativeSum,
      gatherAxis: axes.gatherAxis,
      topK: axes.topK,
      layerNorm: norms.layerNorm,
      rnnForward: recurrences.rnnForward,
      lstmForward: recurrences.lstmForward,
      gruForward: recurrences.gruForward,
    },
    training: {
      unaryBackward: elements.unaryBackward,
      softmaxBackward: softmaxes.softmaxBackward,
      logSoftmaxBackward: softmaxes.logSoftmaxBackward,
      ...crossEntropy(memory),
      scatterAddRows: tables.scatterAddRows,
      scatterAddAxis: axes.scatterAddAxis,
      layerNormBackward: norms.layerNormBackward,
      ...dropout(memory),
      rnnBackward: recurrences.rnnBackward,
      lstmBackward: recurrences.lstmBackward,
      gruBackward: recurrences.gruBackward,
      ...optimizers(memory),
    },
  };
}
