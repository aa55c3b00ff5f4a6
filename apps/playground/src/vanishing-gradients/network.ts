import { Adam, crossEntropy, type Initializer, Linear, uniformInitializer } from "@unroll/nn";
import type { Rng } from "@unroll/random";
import { type CellState, GRU, gradientOverTime, LSTM, type Recurrent, RNN } from "@unroll/rnn-cells";
import { noGrad, oneHot, scope, type Tensor, tensor } from "@unroll/tensor";
import type { Kind, Measurement, Setup } from "./protocol.ts";
import { type Batch, firstOf, symbols } from "./task.ts";

const hiddenSize = 32;
const learningRate = 0.003;
const clipNorm = 1;
/** So many that it is an average, so few that three networks are measured in a moment. */
const sequencesOfGradient = 32;

/** A recurrent network that reads a sequence and, at its end, answers with one of the symbols. */
export interface Network {
  /** How many numbers it adjusts. */
  readonly parameters: number;
  /** Learns from a batch. */
  train(batch: Batch): void;
  /** What it does with sequences, the first of which is the example. */
  measure(batch: Batch): Measurement;
  dispose(): void;
}

class LayersAndReadout<S extends CellState> implements Network {
  readonly #layers: Recurrent<S>;
  readonly #readout: Linear;
  readonly #optimizer: Adam;
  readonly parameters: number;

  constructor(layers: Recurrent<S>, rng: Rng) {
    this.#layers = layers;
    this.#readout = new Linear(hiddenSize, symbols.length, { rng });
    const parameters = [...layers.parameters(), ...this.#readout.parameters()];
    this.#optimizer = new Adam(parameters, { learningRate, clipNorm });
    this.parameters = parameters.reduce((sum, { size }) => sum + size, 0);
  }

  train(batch: Batch): void {
    scope(() => {
      const { hidden } = this.#layers.forward(read(batch));
      this.#optimizer.zeroGrad();
      this.#lossOf(this.#logitsOf(hidden), batch).backward();
      this.#optimizer.step();
    });
  }

  measure(batch: Batch): Measurement {
    return scope(() => {
      const { loss, right, answer } = noGrad(() => {
        const logits = this.#logitsOf(this.#layers.forward(read(batch)).hidden);
        const answers = logits.argmax(-1).toArray() as number[];
        return {
          loss: this.#lossOf(logits, batch).item(),
          right: answers.filter((symbol, row) => symbol === batch.answers[row]).length,
          answer: logits.select(0, 0).softmax().toArray() as number[],
        };
      });
      const few = firstOf(batch, sequencesOfGradient);
      const [overTime] = gradientOverTime(this.#layers, read(few), ({ hidden }) =>
        this.#lossOf(this.#logitsOf(hidden), few),
      );
      return { accuracy: right / batch.answers.length, loss, gradient: [...overTime!.norms], answer };
    });
  }

  /** What it would answer after the last state, [1, B, H]: [B, symbols]. */
  #logitsOf(hidden: Tensor): Tensor {
    return this.#readout.forward(hidden.squeeze(0));
  }

  #lossOf(logits: Tensor, { answers }: Batch): Tensor {
    return crossEntropy(logits, tensor(answers));
  }

  dispose(): void {
    this.#optimizer.dispose();
    this.#readout.dispose();
    this.#layers.dispose();
  }
}

/** A fresh network of a kind, with the first weights that the reader has chosen. */
export function createNetwork(kind: Kind, setup: Setup, rng: Rng): Network {
  // sigmoid(ln d) = d / (d + 1), and that to the power of d is about 1 / e. Tallec and Ollivier 2018.
  const gateBias = setup.gates === "open" ? Math.log(setup.distance) : null;
  const [inputSize, options] = [symbols.length, { rng }];
  switch (kind) {
    case "rnn":
      return new LayersAndReadout(new RNN(inputSize, hiddenSize, { ...options, ...rnnStart(setup.recurrent) }), rng);
    case "gru":
      return new LayersAndReadout(
        new GRU(inputSize, hiddenSize, {
          ...options,
          ...(gateBias !== null && { initializers: { bias: updateGateBias(gateBias) } }),
        }),
        rng,
      );
    case "lstm":
      return new LayersAndReadout(
        new LSTM(inputSize, hiddenSize, { ...options, ...(gateBias !== null && { forgetBias: gateBias }) }),
        rng,
      );
  }
}

/** The identity belongs to relu: with tanh the state would still shrink. Le et al. 2015. */
function rnnStart(recurrent: Setup["recurrent"]) {
  if (recurrent === "random") return {};
  return { activation: "relu", initializers: { recurrent: "identity", bias: "zeros" } } as const;
}

/** As PyTorch's, but for z, the second of three gates. It fills b_i and b_h, of which the gates get the sum. */
function updateGateBias(value: number): Initializer {
  return (values, rng, shape) => {
    uniformInitializer(1 / Math.sqrt(hiddenSize))(values, rng, shape);
    values.fill(value / 2, hiddenSize, 2 * hiddenSize);
  };
}

/** One-hot vectors, [B, T, I]. */
function read({ ids, answers, time }: Batch): Tensor {
  return oneHot(tensor(ids, { shape: [answers.length, time] }), symbols.length);
}
