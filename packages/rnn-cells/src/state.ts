import type { DType, FloatDType, Tensor, TensorHolder } from "@unroll/tensor";

/** The tensors of a state by name. */
export function namedTensors<D extends FloatDType>(state: object): [string, Tensor<D>][] {
  return Object.entries(state) as [string, Tensor<D>][];
}

/** A state of the same names with each part changed. */
export function mapState<S extends object, D extends FloatDType>(state: S, change: (part: Tensor<D>) => Tensor<D>): S {
  return Object.fromEntries(namedTensors<D>(state).map(([name, part]) => [name, change(part)])) as S;
}

/** States of the same names as one, part by part: by `stack`, or `concat`. */
export function joinStates<S extends object, D extends FloatDType>(
  states: readonly S[],
  join: (parts: readonly Tensor<D>[]) => Tensor<D>,
): S {
  const names = Object.keys(states[0] ?? {});
  const parts = states.map((state) => new Map(namedTensors<D>(state)));
  return Object.fromEntries(names.map((name) => [name, join(parts.map((part) => part.get(name) as Tensor<D>))])) as S;
}

/**
 * What the state of a layer can do beside holding its tensors. A class, because its methods then stay behind in
 * `{ ...state }` for the type checker, too.
 */
export class StateMethods<S> implements TensorHolder {
  /** @param parts the tensors by name: they become its own properties. */
  constructor(parts: S) {
    Object.assign(this, parts);
  }

  /** The same state with `change` of each tensor in its place. */
  mapTensors(change: <D extends DType>(tensor: Tensor<D>) => Tensor<D>): LayerState<S> {
    return layerState(mapState(this as unknown as S & object, change));
  }

  /** The same values without their history: what comes next is not traced back into what came before. */
  detach(): LayerState<S> {
    return this.mapTensors((part) => part.detach());
  }
}

/**
 * The state of a layer between two runs: the parts of its cells' states by name, each [L, B, ...] for L cells, layer by
 * layer, forward before reverse. Its own properties are tensors alone, so that `{ ...state }` is a dictionary of
 * tensors: `encodeSafetensors` of `@unroll/checkpoints` makes bytes of it.
 *
 * @example
 * ```ts
 * import { LSTM } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const lstm = new LSTM(5, 3, { numLayers: 2 });
 * const { state } = lstm.forward(rand([32, 10, 5]));
 * Object.keys({ ...state }); // => ["hidden", "cell"]
 * state.cell.shape; // => [2, 32, 3]
 * const next = lstm.forward(rand([32, 10, 5]), { initialState: state.detach() }); // goes on, and looks not back
 * next.output.shape; // => [32, 10, 3]
 * ```
 */
export type LayerState<S> = S & StateMethods<S>;

/** Gives a state its methods. */
export function layerState<S>(parts: S): LayerState<S> {
  return new StateMethods(parts) as LayerState<S>;
}
