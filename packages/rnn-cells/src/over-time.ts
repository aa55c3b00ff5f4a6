import { type FloatDType, grad, noGrad, openScope, stack, type Tensor, zeros } from "@unroll/tensor";
import type { Recurrent } from "./recurrent.ts";
import type { CellState } from "./recurrent-cell.ts";
import { runCell, type StateWatch, whereValid } from "./run-cell.ts";
import { type ForwardOptions, type LayerOutput, runLayers } from "./run-layers.ts";
import { joinStates, mapState } from "./state.ts";

/** Runs layers step by step, and sees every state of every cell. */
function watchLayers<S extends CellState<D>, D extends FloatDType>(
  operation: string,
  layers: Recurrent<S, D>,
  x: Tensor<D>,
  options: ForwardOptions<S>,
  watch: (cell: number, ...seen: Parameters<StateWatch<S>>) => void,
): LayerOutput<S, D> {
  return runLayers(operation, layers, x, options, (cell, input, run, index) =>
    runCell(cell, input, run, (...seen) => watch(index, ...seen)),
  );
}

/**
 * The states of every cell after every step, not only the last layer's: of an LSTM also the cell states. Runs step by
 * step, so it is slower than `forward`; gradients flow through what it returns.
 *
 * @param x [B, T, I], or [T, I] without a batch.
 * @returns one state for each cell, layer by layer, forward before reverse: its parts by name, each [B, T, ...], or
 * [T, ...] without a batch; 0 where padded.
 * @throws as `forward` of the layers.
 * @example
 * ```ts
 * import { LSTM, statesOverTime } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const lstm = new LSTM(5, 3, { numLayers: 2 });
 * const [below, above] = statesOverTime(lstm, rand([32, 10, 5]));
 * below?.cell.shape; // => [32, 10, 3]
 * above?.hidden.shape; // => [32, 10, 3]
 * ```
 */
export function statesOverTime<S extends CellState<D>, D extends FloatDType>(
  layers: Recurrent<S, D>,
  x: Tensor<D>,
  options: ForwardOptions<S> = {},
): S[] {
  const seen: S[][] = layers.cells.map(() => []);
  watchLayers("statesOverTime", layers, x, options, (cell, t, state, valid) => {
    const shown = (part: Tensor<D>): Tensor<D> =>
      valid === undefined ? part : whereValid(valid, part, zeros<D>([], { dtype: x.dtype }));
    (seen[cell] as S[])[t] = mapState<S, D>(state, shown);
  });
  return seen.map((states) => {
    const joined = states.length > 0 ? joinStates<S, D>(states, (parts) => stack(parts, 1)) : emptyStates(layers, x);
    return x.rank === 3 ? joined : mapState<S, D>(joined, (part) => part.squeeze(0));
  });
}

/** The states over no time at all: [B, 0, ...]. */
function emptyStates<S extends CellState<D>, D extends FloatDType>(layers: Recurrent<S, D>, x: Tensor<D>): S {
  const batch = x.rank === 3 ? (x.shape[0] as number) : 1;
  const parts = Object.entries(layers.stateShapes).map(([name, shape]) => {
    return [name, zeros<D>([batch, 0, ...shape], { dtype: x.dtype })] as const;
  });
  return Object.fromEntries(parts) as unknown as S;
}

/** How strongly a loss depends on a cell's hidden state at each step. */
export interface GradientOverTime {
  /** From 0, the one next to the input. */
  readonly layer: number;
  readonly direction: "forward" | "reverse";
  /** |dLoss/dh(t)| for each t: the Euclidean norm over the batch and the units. */
  readonly norms: readonly number[];
}

/**
 * The gradient of a loss through time: how much of it arrives at each earlier state.
 *
 * ```
 * dLoss/dh(t) = dh(t+1)/dh(t) dh(t+2)/dh(t+1) ... dh(T)/dh(T-1) dLoss/dh(T)  +  what the loss sees of h(t) itself
 * ```
 *
 * Where the factors are small the product vanishes: Bengio et al. 1994, "Learning Long-Term Dependencies with Gradient
 * Descent is Difficult". The cell state of an LSTM is another way past step t, which is not counted. Runs step by step,
 * in a graph of its own; no `grad` is touched.
 *
 * @param x [B, T, I], or [T, I] without a batch.
 * @param loss a scalar of the run's result.
 * @returns for each cell, layer by layer, forward before reverse, plain numbers over time.
 * @throws as `forward` of the layers; GraphError when nothing in the layers requires a gradient.
 * @example
 * ```ts
 * import { gradientOverTime, RNN } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const rnn = new RNN(5, 3);
 * const [gradient] = gradientOverTime(rnn, rand([10, 5]), ({ hidden }) => hidden.sum());
 * gradient?.norms.length; // => 10
 * (gradient?.norms[0] ?? 0) < (gradient?.norms[9] ?? 0); // => true
 * ```
 */
export function gradientOverTime<S extends CellState<D>, D extends FloatDType>(
  layers: Recurrent<S, D>,
  x: Tensor<D>,
  loss: (result: LayerOutput<S, D>) => Tensor<D>,
  options: ForwardOptions<S> = {},
): GradientOverTime[] {
  const opened = openScope("gradientOverTime");
  try {
    const hidden: { cell: number; t: number; tensor: Tensor<D>; valid: Tensor<"bool"> | undefined }[] = [];
    const result = watchLayers("gradientOverTime", layers, x, options, (cell, t, state, valid) => {
      hidden.push({ cell, t, tensor: state.hidden, valid });
    });
    const gradients = grad(
      loss(result),
      hidden.map(({ tensor }) => tensor),
    );
    const directions = layers.bidirectional ? 2 : 1;
    const time = x.shape.at(-2) ?? 0;
    const norms = layers.cells.map(() => new Array<number>(time).fill(0));
    const zero = zeros<D>([], { dtype: x.dtype });
    noGrad(() => {
      hidden.forEach(({ cell, t, valid }, i) => {
        const gradient = gradients[i];
        if (gradient == null) return;
        const seen = valid === undefined ? gradient : whereValid(valid, gradient, zero);
        (norms[cell] as number[])[t] = seen.norm().item();
      });
    });
    return norms.map((each, cell) => ({
      layer: Math.floor(cell / directions),
      direction: cell % directions === 1 ? "reverse" : "forward",
      norms: each,
    }));
  } finally {
    opened.close();
  }
}
