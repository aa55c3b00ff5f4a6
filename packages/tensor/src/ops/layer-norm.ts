import { executor } from "@unroll/kernels";
import { contiguous, filled } from "../arrays/layout.ts";
import { type Outcome, single } from "../autograd/outcome.ts";
import { requireFloat } from "../dtype.ts";
import { NDArray } from "../ndarray.ts";

/** Which of the operands behind x there are, and what keeps the quotient finite. */
export interface LayerNormForm {
  readonly hasWeight: boolean;
  readonly hasBias: boolean;
  readonly epsilon: number;
}

/** y = (x - mean) / sqrt(variance + epsilon) * weight + bias, over the last axis. */
export function layerNorm({ hasWeight, hasBias, epsilon }: LayerNormForm): (...operands: NDArray[]) => Outcome {
  return (...operands) => {
    const [x, ...affine] = operands.map(contiguous) as [NDArray, ...NDArray[]];
    const weight = hasWeight ? affine.shift() : undefined;
    const bias = hasBias ? affine.shift() : undefined;
    const dtype = requireFloat(x.dtype, "layerNorm");
    const n = x.shape.at(-1) as number;
    const rows = n === 0 ? 0 : x.size / n;
    const y = NDArray.empty(dtype, x.shape);
    const mean = NDArray.empty(dtype, [rows]);
    const rstd = NDArray.empty(dtype, [rows]);
    const shared = { rows, n, x: x.address, weight: weight?.address ?? 0, mean: mean.address, rstd: rstd.address };
    executor(dtype).inference.layerNorm({ ...shared, bias: bias?.address ?? 0, epsilon, out: y.address });
    return single(y, [x, mean, rstd, ...(weight ? [weight] : [])], (gradient, needs) => {
      const dy = contiguous(gradient);
      const dx = needs[0] ? NDArray.empty(dtype, x.shape) : null;
      const dWeight = hasWeight && needs[1] ? filled(dtype, [n], 0) : null;
      const dBias = hasBias && needs[hasWeight ? 2 : 1] ? filled(dtype, [n], 0) : null;
      executor(dtype).training.layerNormBackward({
        ...shared,
        dy: dy.address,
        dx: dx?.address ?? 0,
        dWeight: dWeight?.address ?? 0,
        dBias: dBias?.address ?? 0,
      });
      return [dx, ...(hasWeight ? [dWeight] : []), ...(hasBias ? [dBias] : [])];
    });
  };
}
