import { tensor } from "../create.ts";
import { describe } from "../describe.ts";
import { DTypeError, ShapeError } from "../errors.ts";
import { scope } from "../memory/survivors.ts";
import { requireTensors } from "../operand.ts";
import { formatShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** A derivative that differs from its finite difference. */
export class GradcheckError extends Error {
  override readonly name = "GradcheckError";
  readonly input: number;
  readonly element: number;
  readonly analytic: number;
  readonly numeric: number;

  constructor(input: number, element: number, analytic: number, numeric: number) {
    super(
      `gradcheck: the gradient of input ${input} at element ${element} is ${analytic}, its finite difference ${numeric}`,
    );
    this.input = input;
    this.element = element;
    this.analytic = analytic;
    this.numeric = numeric;
  }
}

/** What a function under test may return. */
export type Outputs = Tensor<"float64"> | readonly Tensor<"float64">[];

/** A fixed weighting of the outputs, so that errors cannot cancel as they could in a plain sum. */
function weightedSum(outputs: Outputs): Tensor<"float64"> {
  const list = Array.isArray(outputs) ? (outputs as readonly Tensor<"float64">[]) : [outputs as Tensor<"float64">];
  requireTensors(list, "gradcheck", "outputs");
  const terms = list.map((output, k) => {
    const weights = Float64Array.from({ length: output.size }, (_, i) => 1 + ((7 * i + 3 * k) % 11) / 11);
    return output.mul(tensor(weights, { shape: output.shape })).sum();
  });
  return terms.reduce((total, term) => total.add(term));
}

/**
 * Compares the gradients of a function with central finite differences, in float64.
 *
 * @param fn a function of float64 tensors that returns one or several.
 * @param inputs where it is differentiable. Those with `requiresGrad` are checked; they are not changed.
 * @param options `epsilon`: the step, default 1e-6; `tolerance`: the largest difference, relative to max(1, |gradient|), default 1e-6.
 * @throws GradcheckError with the input, the element and both numbers of the first difference.
 * @example
 * ```ts
 * import { gradcheck, tensor } from "@unroll/tensor";
 * const x = tensor(Float64Array.of(0.5, -1.5), { requiresGrad: true });
 * gradcheck((x) => x.tanh(), [x]);
 * ```
 */
export function gradcheck(
  fn: (...inputs: Tensor<"float64">[]) => Outputs,
  inputs: readonly Tensor<"float64">[],
  options: { epsilon?: number; tolerance?: number } = {},
): void {
  const { epsilon = 1e-6, tolerance = 1e-6 } = options;
  if (typeof fn !== "function") throw new TypeError(`gradcheck: fn must be a function; got ${describe(fn)}`);
  requireTensors(inputs, "gradcheck", "inputs");
  inputs.forEach(({ dtype }, k) => {
    if (dtype !== "float64") throw new DTypeError(`gradcheck: inputs must be float64; inputs[${k}] is ${dtype}`);
  });
  if (!inputs.some((input) => input.requiresGrad)) {
    throw new ShapeError("gradcheck: no input requires a gradient, so there is nothing to check");
  }
  const values = inputs.map((input) => input.data());
  const evaluate = (changed: number, data: Float64Array): number =>
    scope(() => {
      const fresh = inputs.map((input, i) =>
        tensor(i === changed ? data : (values[i] as Float64Array), { shape: input.shape }),
      );
      return weightedSum(fn(...fresh)).item();
    }, "gradcheck");
  const gradients = scope(() => {
    const leaves = inputs.map((input, i) =>
      tensor(values[i] as Float64Array, { shape: input.shape, requiresGrad: input.requiresGrad }),
    );
    weightedSum(fn(...leaves)).backward();
    return leaves.map((leaf) => leaf.grad?.data() ?? new Float64Array(leaf.size));
  }, "gradcheck");
  inputs.forEach((input, k) => {
    if (!input.requiresGrad) return;
    const data = (values[k] as Float64Array).slice();
    const gradient = gradients[k] as Float64Array;
    if (gradient.length !== data.length) {
      throw new ShapeError(
        `gradcheck: input ${k} has shape ${formatShape(input.shape)}, its gradient ${gradient.length}`,
      );
    }
    for (let i = 0; i < data.length; i++) {
      const at = data[i] as number;
      data[i] = at + epsilon;
      const above = evaluate(k, data);
      data[i] = at - epsilon;
      const below = evaluate(k, data);
      data[i] = at;
      const numeric = (above - below) / (2 * epsilon);
      const analytic = gradient[i] as number;
      const scale = Math.max(1, Math.abs(numeric));
      if (!(Math.abs(analytic - numeric) <= tolerance * scale)) throw new GradcheckError(k, i, analytic, numeric);
    }
  });
}
