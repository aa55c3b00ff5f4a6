import { createParameter, type ParameterOptions, requireSizes } from "@unroll/nn";
import {
  dropout,
  type FloatDType,
  linear,
  Module,
  ones,
  type Parameter,
  type SequenceWeights,
  type Tensor,
  zeros,
} from "@unroll/tensor";
import { type CellInitializers, perGate, resolveInitializers } from "./cell-initializers.ts";
import { requireProbability, requireShape } from "./checks.ts";
import type { CellState, RecurrentCell } from "./recurrent-cell.ts";
import { mapState } from "./state.ts";

/**
 * What every cell of this package can be made with: also `dtype`, default `"float32"`, and `rng`, default the realm's
 * generator, which draws first values and dropout.
 *
 * @example
 * ```ts
 * import { GRU } from "@unroll/rnn-cells";
 * import { Rng } from "@unroll/random";
 * const gru = new GRU(5, 3, { bias: false, learnInitialState: true, recurrentDropout: 0.25, rng: new Rng(1) });
 * Object.keys(gru.stateDict()); // => ["weight_ih_l0", "weight_hh_l0", "initial_hidden_l0"]
 * ```
 */
export interface CellOptions<D extends FloatDType = "float32"> extends ParameterOptions<D> {
  /** Whether b_i and b_h are added. Default true. */
  readonly bias?: boolean;
  /** The first values of the weights. Default: PyTorch's. */
  readonly initializers?: CellInitializers;
  /** Whether the state before the first step is learnt. Default false: it is zero. */
  readonly learnInitialState?: boolean;
  /**
   * How likely a unit of h' is dropped from the recurrent product, for all steps of a run alike; in training only.
   * Default 0. Runs step by step. Gal and Ghahramani 2016, "A Theoretically Grounded Application of Dropout in
   * Recurrent Neural Networks".
   */
  readonly recurrentDropout?: number;
}

/** What a cell tells {@link Cell} about itself. */
export interface CellForm {
  /** Begins the messages of errors. */
  readonly name: string;
  /** G, how many gates stand one above the other in the weights. */
  readonly gates: number;
  /** The parts of its state, with their sizes. */
  readonly state: Readonly<Record<string, number>>;
}

/**
 * What the cells of this package have in common: weights of G gates for the input and for the previous state, named and
 * laid out as PyTorch's, first values by name, dropout of h', and a state to begin with. Extend it and say the step.
 *
 * @example
 * ```ts
 * import { Cell, type CellOptions, type CellState, Recurrent } from "@unroll/rnn-cells";
 * import { chunk, rand, type Tensor } from "@unroll/tensor";
 *
 * // Collins et al. 2017, the update gate RNN: n = tanh(W_in x + W_hn h' + b_n), z = sigmoid(W_iz x + W_hz h' + b_z),
 * // h = (1 - z) * n + z * h'
 * class UpdateGateCell extends Cell<CellState> {
 *   constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
 *     super({ name: "UpdateGateCell", gates: 2, state: { hidden: hiddenSize } }, inputSize, hiddenSize, options);
 *   }
 *
 *   step(x: Tensor, { hidden: h }: CellState, mask?: Tensor): CellState {
 *     const [n, z] = chunk(this.fromInput(x).add(this.fromState(h, mask)), 2, -1) as [Tensor, Tensor];
 *     const kept = z.sigmoid();
 *     return { hidden: kept.neg().add(1).mul(n.tanh()).add(kept.mul(h)) };
 *   }
 * }
 *
 * const layers = new Recurrent((inputSize) => new UpdateGateCell(inputSize, 3), 5, { bidirectional: true });
 * layers.forward(rand([32, 10, 5])).output.shape; // => [32, 10, 6]
 * layers.stateDict().weight_hh_l0_reverse?.shape; // => [6, 3]
 * ```
 */
export abstract class Cell<S extends CellState<D>, D extends FloatDType = "float32">
  extends Module
  implements RecurrentCell<S, D>
{
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** W_i [G H, I], gate below gate. */
  readonly weightIh: Parameter<D>;
  /** W_h [G H, H], gate below gate. */
  readonly weightHh: Parameter<D>;
  /** b_i [G H], or null without bias. */
  readonly biasIh: Parameter<D> | null;
  /** b_h [G H], or null without bias. */
  readonly biasHh: Parameter<D> | null;
  /** The state before the first step, each part [its size], where it is learnt; else null. */
  readonly initial: Readonly<Record<string, Parameter<D>>> | null;
  /** How likely a unit of h' is dropped, for all steps of a run alike. */
  readonly recurrentDropout: number;
  readonly #form: CellForm;
  readonly #options: CellOptions<D>;

  constructor(form: CellForm, inputSize: number, hiddenSize: number, options: CellOptions<D>) {
    super();
    requireSizes(form.name, { inputSize, hiddenSize });
    const { bias = true, recurrentDropout = 0, learnInitialState = false } = options;
    requireProbability(form.name, "recurrentDropout", recurrentDropout);
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.recurrentDropout = recurrentDropout;
    this.#form = form;
    this.#options = options;
    const { gates, state } = form;
    const first = resolveInitializers(form.name, options.initializers, hiddenSize);
    const rows = gates * hiddenSize;
    this.weightIh = createParameter([rows, inputSize], perGate(first.input, gates), options);
    this.weightHh = createParameter([rows, state.hidden as number], perGate(first.recurrent, gates), options);
    this.biasIh = bias ? createParameter([rows], first.bias, options) : null;
    this.biasHh = bias ? createParameter([rows], first.bias, options) : null;
    const learnt = (size: number) => createParameter([size], (values) => values.fill(0), options);
    this.initial = learnInitialState
      ? Object.fromEntries(Object.entries(state).map(([name, size]) => [name, learnt(size)]))
      : null;
  }

  /** PyTorch's name of a field: weightIh is weight_ih. Of a learnt initial state: initial_hidden. */
  protected override stateName(field: string): string {
    return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace("initial.", "initial_");
  }

  /** Zeros, or what was learnt: every part of the state, [B, its size]. */
  initialState(batch: number): S {
    const { initial } = this;
    const { dtype } = this.weightHh;
    const parts = Object.entries(this.#form.state).map(([name, size]) => {
      const learnt = initial?.[name];
      return [name, learnt === undefined ? zeros<D>([batch, size], { dtype }) : learnt.expand([batch, size])] as const;
    });
    return Object.fromEntries(parts) as unknown as S;
  }

  /**
   * One step, as the equations say.
   *
   * @param x [B, I]
   * @param state the previous state.
   * @param mask [B, H]: multiplies h' where it enters the recurrent product. Default: none.
   */
  abstract step(x: Tensor<D>, state: S, mask?: Tensor<D>): S;

  /** The step of one run: with a dropout mask of its own, in training. */
  begin(batch: number): (x: Tensor<D>, state: S) => S {
    if (!this.dropsState) return (x, state) => this.step(x, state);
    const whole = ones<D>([batch, this.weightHh.shape[1] as number], { dtype: this.weightHh.dtype });
    const mask = dropout(whole, this.recurrentDropout, this.#options.rng);
    return (x, state) => this.step(x, state, mask);
  }

  /** Whether runs drop units of the state now. */
  protected get dropsState(): boolean {
    return this.training && this.recurrentDropout > 0;
  }

  /** W_i x + b_i of all gates, [B, G H]. */
  protected fromInput(x: Tensor<D>): Tensor<D> {
    return linear(x, this.weightIh, this.biasIh ?? undefined);
  }

  /** W_h h' + b_h of all gates, [B, G H]. */
  protected fromState(h: Tensor<D>, mask: Tensor<D> | undefined): Tensor<D> {
    return linear(masked(h, mask), this.weightHh, this.biasHh ?? undefined);
  }

  /** The weights as the whole-sequence operations take them. */
  protected get weights(): SequenceWeights<D> {
    const { weightIh, weightHh, biasIh, biasHh } = this;
    return { weightIh, weightHh, biasIh: biasIh ?? undefined, biasHh: biasHh ?? undefined };
  }

  /** The given state, or what was learnt, or undefined for zeros. */
  protected startOf(x: Tensor<D>, given: S | undefined): S | undefined {
    return given ?? (this.initial === null ? undefined : this.initialState(x.shape[0] as number));
  }

  /** One step on [B, I] or, without a batch, [I], with the state in the same form. */
  protected stepOnce(x: Tensor<D>, given: S | undefined): S {
    const operation = `${this.#form.name}.forward`;
    const { inputSize } = this;
    requireShape(operation, "input", x, { batch: undefined, inputSize }, { inputSize });
    const batched = x.rank === 2;
    const batch = batched ? (x.shape[0] as number) : 1;
    for (const [name, size] of Object.entries(this.#form.state)) {
      if (given === undefined) break;
      const sizes = { [`${name}Size`]: size };
      requireShape(
        operation,
        name,
        (given as unknown as Record<string, Tensor<D>>)[name] as Tensor<D>,
        batched ? { batch, ...sizes } : sizes,
      );
    }
    if (batched) return this.begin(batch)(x, given ?? this.initialState(batch));
    const state = given === undefined ? this.initialState(1) : mapState(given, (part) => part.unsqueeze(0));
    return mapState(this.begin(1)(x.unsqueeze(0), state), (part) => part.squeeze(0));
  }
}

/** What is left of h' under a mask. */
export function masked<D extends FloatDType>(h: Tensor<D>, mask: Tensor<D> | undefined): Tensor<D> {
  return mask === undefined ? h : h.mul(mask);
}
