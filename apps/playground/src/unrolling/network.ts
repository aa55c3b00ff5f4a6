import { Linear, SGD } from "@unroll/nn";
import type { Rng } from "@unroll/random";
import { RNNCell } from "@unroll/rnn-cells";
import {
  crossEntropy,
  grad,
  linear,
  Module,
  noGrad,
  oneHot,
  type Parameter,
  scope,
  type Tensor,
  tensor,
  zeros,
} from "@unroll/tensor";
import { numericGradient, rowsOf } from "./numeric-gradient.ts";
import type { Feeding, Gradient, Matrix, Step, WeightName } from "./protocol.ts";

type Real = Tensor<"float64">;

const dtype = "float64";
const learningRate = 0.2;

/** One time step of the network: h(t) = tanh(W_xh x(t) + W_hh h(t-1) + b), y(t) = softmax(W_hy h(t)). */
class Copy extends Module {
  readonly cell: RNNCell<"float64">;
  readonly output: Linear<"float64">;

  constructor(characters: number, hiddenSize: number, rng: Rng) {
    super();
    // The equation has one bias, the cell two, as PyTorch's: the second stays zero.
    this.cell = new RNNCell(characters, hiddenSize, { dtype, rng, initializers: { bias: "zeros" } });
    this.cell.biasHh!.requiresGrad = false;
    this.output = new Linear(hiddenSize, characters, { dtype, rng, bias: false });
  }

  get weights(): Record<WeightName, Parameter<"float64">> {
    const { weightHh, weightIh, biasIh } = this.cell;
    return { hh: weightHh, xh: weightIh, b: biasIh!, hy: this.output.weight };
  }
}

/** What is read at a step and what should follow, by ids. */
interface Reading {
  read: number;
  target: number;
}

/** The network on one text, in float64 and so on the reference backend. */
export class Network {
  readonly #shared: Copy;
  readonly #optimizer: SGD;
  readonly #characters: number;
  readonly #hiddenSize: number;
  readonly #rng: Rng;

  /** @param characters V, how many there are. @param hiddenSize H */
  constructor(characters: number, hiddenSize: number, rng: Rng) {
    this.#characters = characters;
    this.#hiddenSize = hiddenSize;
    this.#rng = rng;
    this.#shared = new Copy(characters, hiddenSize, rng);
    this.#optimizer = new SGD(this.#shared.parameters(), { learningRate });
  }

  get weights(): Record<WeightName, Matrix> {
    return eachWeight(this.#shared, rowsOf);
  }

  dispose(): void {
    this.#optimizer.dispose();
    this.#shared.dispose();
  }

  /** One step of gradient descent on the text. */
  learn(ids: readonly number[], feeding: Feeding): void {
    const readings = this.#readings(ids, feeding);
    scope(() => {
      this.#optimizer.zeroGrad();
      this.#lossOf(
        readings.map(() => this.#shared),
        readings,
      ).backward();
      this.#optimizer.step();
    });
  }

  /** dL/dW, and its numeric value, of the weights that all steps share. */
  gradients(ids: readonly number[], feeding: Feeding): Record<WeightName, Gradient> {
    const readings = this.#readings(ids, feeding);
    const copies = readings.map(() => this.#shared);
    return scope(() => {
      this.#optimizer.zeroGrad();
      this.#lossOf(copies, readings).backward();
      const value = eachWeight(this.#shared, ({ grad }) => rowsOf(grad!));
      const numeric = this.#numericGradients(this.#shared, () => this.#lossOf(copies, readings).item());
      return pair(value, numeric);
    });
  }

  /**
   * Every quantity at every step. The network is unrolled in earnest: each step has a copy of the weights of its own, so
   * that backpropagation leaves there what this step alone adds to the gradient.
   */
  unroll(ids: readonly number[], feeding: Feeding): Step[] {
    const readings = this.#readings(ids, feeding);
    const copies = readings.map(() => this.#copy());
    try {
      return scope(() => this.#trace(copies, readings));
    } finally {
      for (const copy of copies) copy.dispose();
    }
  }

  #trace(copies: readonly Copy[], readings: readonly Reading[]): Step[] {
    const { hidden, logits, losses } = this.#run(copies, readings);
    const states = [this.#start(), ...hidden];
    const of = (outputs: readonly Real[], t: number): Matrix =>
      rowsOf(outputs.length === 0 ? zerosLike(hidden[t]!) : grad(outputs, [hidden[t]!], { retainGraph: true })[0]!);
    const wholes = hidden.map((_, t) => of(losses, t));
    const own = hidden.map((_, t) => of([losses[t]!], t));
    const later = hidden.map((_, t) => of(losses.slice(t + 1), t));
    total(losses).backward();
    return readings.map((reading, t): Step => {
      const copy = copies[t]!;
      const shares = eachWeight(copy, ({ grad }) => rowsOf(grad!));
      const after = (h: Real): number => this.#lossAfter(copies, readings, t, h);
      const numericShares = this.#numericGradients(copy, () => this.#lossFrom(copies, readings, t, states[t]!));
      const { weightIh, weightHh, biasIh } = copy.cell;
      return noGrad(() => {
        const x = this.#oneHot(reading.read);
        const h = hidden[t]!.detach().clone();
        return {
          ...reading,
          guess: guessOf(logits[t]!),
          x: rowsOf(x),
          previous: rowsOf(states[t]!),
          sum: rowsOf(linear(x, weightIh, biasIh!).add(linear(states[t]!, weightHh))),
          h: rowsOf(h),
          y: rowsOf(logits[t]!.softmax()),
          loss: losses[t]!.item(),
          hidden: { value: wholes[t]!, numeric: numericGradient(() => after(h), h) },
          hiddenNow: own[t]!,
          hiddenLater: later[t]!,
          // b is added to the sum and to nothing else: they have the same gradient.
          beforeTanh: { value: shares.b, numeric: numericShares.b },
          shares: pair(shares, numericShares),
        };
      });
    });
  }

  /** The states, logits and losses of all steps, from h(0) = 0. */
  #run(copies: readonly Copy[], readings: readonly Reading[], from = 0, before: Real = this.#start()) {
    const hidden: Real[] = [];
    const logits: Real[] = [];
    const losses: Real[] = [];
    let h = before;
    for (let t = from; t < readings.length; t++) {
      const { cell, output } = copies[t]!;
      h = cell.forward(this.#oneHot(readings[t]!.read), h);
      hidden.push(h);
      logits.push(output.forward(h));
      losses.push(lossAt(logits.at(-1)!, readings[t]!));
    }
    return { hidden, logits, losses };
  }

  #lossOf(copies: readonly Copy[], readings: readonly Reading[]): Real {
    return total(this.#run(copies, readings).losses);
  }

  /** What the steps from `t` on lose, begun in a state: what came before cannot change any more. */
  #lossFrom(copies: readonly Copy[], readings: readonly Reading[], t: number, before: Real): number {
    return total(this.#run(copies, readings, t, before).losses).item();
  }

  /** What step `t` and those after it lose with `h` as its state. */
  #lossAfter(copies: readonly Copy[], readings: readonly Reading[], t: number, h: Real): number {
    const now = lossAt(copies[t]!.output.forward(h), readings[t]!).item();
    return t + 1 < readings.length ? now + this.#lossFrom(copies, readings, t + 1, h) : now;
  }

  #numericGradients(copy: Copy, loss: () => number): Record<WeightName, Matrix> {
    return noGrad(() => eachWeight(copy, (weight) => numericGradient(() => scope(loss), weight)));
  }

  /** What the network reads: the text, or after its first character what it guesses itself. */
  #readings(ids: readonly number[], feeding: Feeding): Reading[] {
    const targets = ids.slice(1);
    if (feeding === "text") return targets.map((target, t) => ({ read: ids[t]!, target }));
    return noGrad(() =>
      scope(() => {
        let h = this.#start();
        let read = ids[0]!;
        return targets.map((target) => {
          const reading = { read, target };
          h = this.#shared.cell.forward(this.#oneHot(read), h);
          read = guessOf(this.#shared.output.forward(h));
          return reading;
        });
      }),
    );
  }

  #copy(): Copy {
    const copy = new Copy(this.#characters, this.#hiddenSize, this.#rng);
    copy.loadStateDict(this.#shared.stateDict());
    return copy;
  }

  #start(): Real {
    return zeros([1, this.#hiddenSize], { dtype });
  }

  #oneHot(id: number): Real {
    return oneHot(tensor(Int32Array.of(id)), this.#characters).to(dtype);
  }
}

function lossAt(logits: Real, { target }: Reading): Real {
  return crossEntropy(logits, tensor(Int32Array.of(target)));
}

function total(losses: readonly Real[]): Real {
  return losses.reduce((sum, loss) => sum.add(loss));
}

function guessOf(logits: Real): number {
  return logits.reshape([-1]).argmax(0).item();
}

function zerosLike({ shape }: Real): Real {
  return zeros(shape, { dtype });
}

function eachWeight<Value>(copy: Copy, make: (weight: Parameter<"float64">) => Value): Record<WeightName, Value> {
  const { hh, xh, b, hy } = copy.weights;
  return { hh: make(hh), xh: make(xh), b: make(b), hy: make(hy) };
}

function pair(value: Record<WeightName, Matrix>, numeric: Record<WeightName, Matrix>): Record<WeightName, Gradient> {
  const of = (name: WeightName): Gradient => ({ value: value[name], numeric: numeric[name] });
  return { hh: of("hh"), xh: of("xh"), b: of("b"), hy: of("hy") };
}
