import { executor } from "@unroll/kernels";
import { binaryScalar } from "../arrays/elementwise.ts";
import { contiguous, expandTo, reshape } from "../arrays/layout.ts";
import { reduce } from "../arrays/reductions.ts";
import { type Outcome, single } from "../autograd/outcome.ts";
import { requireFloat } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";

/** How the losses of the rows become the result. */
export type Reduction = "mean" | "sum" | "none";

/** Options of `crossEntropy`. */
export interface CrossEntropyOptions {
  /** `"mean"` (default) divides by the number of targets that are not ignored. */
  readonly reduction?: Reduction;
  /** Rows with this target count for nothing. Default -100. */
  readonly ignoreIndex?: number;
  /** In [0, 1): the share of the target's mass that is spread evenly over all classes. Default 0. */
  readonly labelSmoothing?: number;
}

/** loss_i = log sum_k exp(logits_ik) - logits_{i, target_i}; dlogits = softmax(logits) - onehot(target), times the row's gradient. */
export function crossEntropy(options: Required<CrossEntropyOptions>): (logits: NDArray, targets: NDArray) => Outcome {
  const { reduction, ignoreIndex, labelSmoothing } = options;
  return (logits, targets) => {
    const dtype = requireFloat(logits.dtype, "crossEntropy");
    const rows = targets.size;
    const scores = contiguous(logits);
    const ids = contiguous(targets);
    const losses = NDArray.empty(dtype, targets.shape);
    const logSumExp = NDArray.empty(dtype, [rows]);
    const call = () => ({
      rows,
      classes: logits.shape.at(-1) as number,
      logits: scores.address,
      targets: ids.address,
      ignoreIndex,
      labelSmoothing,
      logSumExp: logSumExp.address,
    });
    executor(dtype).training.crossEntropy({ ...call(), losses: losses.address });
    const axes = targets.shape.map((_, axis) => axis);
    let counted = rows;
    if (reduction === "mean") for (const id of ids.elements()) if (id === ignoreIndex) counted--;
    const total = reduction === "none" ? losses : reduce("sum", losses, axes, false);
    const loss = reduction === "mean" ? binaryScalar("div", total, counted) : total;
    return single(loss, [scores, ids, logSumExp], (dLoss) => {
      const dLogits = NDArray.empty(dtype, logits.shape);
      const perRow = reduction === "mean" ? binaryScalar("div", dLoss, counted) : dLoss;
      const rowGradients = contiguous(reduction === "none" ? reshape(perRow, [rows]) : expandTo(perRow, [rows]));
      executor(dtype).training.crossEntropyBackward({
        ...call(),
        rowGradients: rowGradients.address,
        dLogits: dLogits.address,
      });
      return [dLogits, null];
    });
  };
}
