import { createParameter, type ParameterOptions, requireSizes, uniformInitializer } from "@unroll/nn";
import { chunk, type FloatDType, gru, linear, Module, type Parameter, type Tensor, zeros } from "@unroll/tensor";
import { requireShape } from "./checks.ts";
import type { CellState, RecurrentCell } from "./recurrent-cell.ts";
import type { RunOptions, RunResult } from "./run-cell.ts";

/** Options of {@link GRUCell}. */
export interface GRUCellOptions<D extends FloatDType = "float32"> extends ParameterOptions<D> {
  /** Whether b_i and b_h are added. Default true. */
  readonly bias?: boolean;
}

/** [B, 3H] as its three gates, each [B, H]. */
function gates<D extends FloatDType>(stacked: Tensor<D>): [Tensor<D>, Tensor<D>, Tensor<D>] {
  return chunk(stacked, 3, -1) as [Tensor<D>, Tensor<D>, Tensor<D>];
}

/**
 * The gated recurrent unit: one step.
 *
 * ```
 * r = sigmoid(W_ir x + b_ir + W_hr h' + b_hr)        reset gate: which part of the previous state matters now
 * z = sigmoid(W_iz x + b_iz + W_hz h' + b_hz)        update gate: what is kept (z near 1) and what is renewed
 * n = tanh(W_in x + b_in + r * (W_hn h' + b_hn))     the candidate
 * h = (1 - z) * n + z * h'
 * ```
 *
 * with h' the previous state. The reset gate comes after the product with W_hn, as in PyTorch. Cho et al. 2014,
 * "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation", equations 5 to 8.
 *
 * State, in PyTorch's names and layout, gates stacked r, z, n: `weight_ih` [3H, I], `weight_hh` [3H, H], `bias_ih`
 * [3H], `bias_hh` [3H], all first drawn evenly from [-1/sqrt(H), 1/sqrt(H)).
 *
 * @example
 * ```ts
 * import { GRUCell } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const cell = new GRUCell(5, 3);
 * let h = cell.forward(rand([32, 5]));
 * h = cell.forward(rand([32, 5]), h);
 * h.shape; // => [32, 3]
 * ```
 */
export class GRUCell<D extends FloatDType = "float32"> extends Module implements RecurrentCell<CellState<D>, D> {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** W_i [3H, I]: W_ir, W_iz, W_in stacked. */
  readonly weightIh: Parameter<D>;
  /** W_h [3H, H]: W_hr, W_hz, W_hn stacked. */
  readonly weightHh: Parameter<D>;
  /** b_i [3H], or null without bias. */
  readonly biasIh: Parameter<D> | null;
  /** b_h [3H], or null without bias. */
  readonly biasHh: Parameter<D> | null;

  /**
   * @param options `bias`: default true; `dtype`: default `"float32"`; `rng`: default the realm's generator.
   * @throws RangeError when a size is not a positive integer.
   */
  constructor(inputSize: number, hiddenSize: number, options: GRUCellOptions<D> = {}) {
    super();
    requireSizes("GRUCell", { inputSize, hiddenSize });
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    const initializer = uniformInitializer(1 / Math.sqrt(hiddenSize));
    const make = (...shape: number[]): Parameter<D> => createParameter(shape, initializer, options);
    const bias = options.bias ?? true;
    this.weightIh = make(3 * hiddenSize, inputSize);
    this.weightHh = make(3 * hiddenSize, hiddenSize);
    this.biasIh = bias ? make(3 * hiddenSize) : null;
    this.biasHh = bias ? make(3 * hiddenSize) : null;
  }

  /** PyTorch's name of a field: weightIh is weight_ih. */
  protected override stateName(field: string): string {
    return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }

  /** Zeros: `hidden` [B, H]. */
  initialState(batch: number): CellState<D> {
    return { hidden: zeros<D>([batch, this.hiddenSize], { dtype: this.weightHh.dtype }) };
  }

  /**
   * One step, as the equations say.
   *
   * @param x [B, I]
   * @param state `hidden`: h' [B, H]
   * @returns `hidden`: h [B, H]
   */
  step(x: Tensor<D>, { hidden: h }: CellState<D>): CellState<D> {
    const [xr, xz, xn] = gates(linear(x, this.weightIh, this.biasIh ?? undefined)); // W_i x + b_i, [B, 3H], as 3 of [B, H]
    const [hr, hz, hn] = gates(linear(h, this.weightHh, this.biasHh ?? undefined)); // W_h h' + b_h
    const r = xr.add(hr).sigmoid();
    const z = xz.add(hz).sigmoid();
    const n = xn.add(r.mul(hn)).tanh();
    return { hidden: z.neg().add(1).mul(n).add(z.mul(h)) }; // (1 - z) * n + z * h'
  }

  /**
   * All steps in one kernel call: the results of {@link runCell}, to rounding, many times faster.
   *
   * @param x [B, T, I]
   * @returns `output` [B, T, H] and `hidden` [B, H]
   * @throws ShapeError, RangeError as {@link runCell}.
   */
  sequence(x: Tensor<D>, options: RunOptions<CellState<D>> = {}): RunResult<CellState<D>, D> {
    const { weightIh, weightHh, biasIh, biasHh } = this;
    const weights = { weightIh, weightHh, biasIh: biasIh ?? undefined, biasHh: biasHh ?? undefined };
    const { initialState, lengths, reverse } = options;
    return gru(x, weights, { initialState: initialState?.hidden, lengths, reverse });
  }

  /**
   * One step from tensors to a tensor, as PyTorch's GRUCell.
   *
   * @param x [B, I], or [I] for one row without a batch.
   * @param h the previous state, [B, H] or [H]. Default zeros.
   * @returns the next state, [B, H] or [H].
   * @throws ShapeError naming the argument and the shape it must have.
   */
  forward(x: Tensor<D>, h?: Tensor<D>): Tensor<D> {
    const { inputSize, hiddenSize } = this;
    requireShape("GRUCell.forward", "input", x, { batch: undefined, inputSize }, { inputSize });
    const batched = x.rank === 2;
    const batch = batched ? (x.shape[0] as number) : 1;
    if (h !== undefined) {
      requireShape("GRUCell.forward", "hidden", h, batched ? { batch, hiddenSize } : { hiddenSize });
    }
    const state = h === undefined ? this.initialState(batch) : { hidden: batched ? h : h.unsqueeze(0) };
    const { hidden } = this.step(batched ? x : x.unsqueeze(0), state);
    return batched ? hidden : hidden.squeeze(0);
  }
}
