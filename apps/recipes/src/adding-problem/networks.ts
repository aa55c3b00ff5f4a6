import type { Rng } from "@unroll/random";
import { GRU, LSTM, type LSTMState, RNN } from "@unroll/rnn-cells";
import { Adder } from "./adder.ts";

/** A recurrent network, and how it is trained here. */
export interface Network {
  readonly name: string;
  /** Whether it can learn what is far apart. */
  readonly isExpectedToLearn: boolean;
  readonly learningRate: number;
  create(hiddenSize: number, rng: Rng): Adder | Adder<LSTMState>;
}

/** The networks of Le et al. 2015, and the GRU. */
export const networks: readonly Network[] = [
  {
    name: "LSTM",
    isExpectedToLearn: true,
    learningRate: 0.01,
    // With forget gates that are open at first.
    create: (size, rng) => new Adder<LSTMState>(new LSTM(2, size, { rng, forgetBias: 2 }), size, rng),
  },
  {
    name: "GRU",
    isExpectedToLearn: true,
    learningRate: 0.01,
    create: (size, rng) => new Adder(new GRU(2, size, { rng }), size, rng),
  },
  {
    name: "IRNN",
    isExpectedToLearn: true,
    learningRate: 0.001,
    create: (size, rng) => {
      const initializers = { recurrent: "identity", bias: "zeros" } as const;
      return new Adder(new RNN(2, size, { rng, activation: "relu", initializers }), size, rng);
    },
  },
  {
    name: "tanh RNN",
    isExpectedToLearn: false,
    learningRate: 0.001,
    create: (size, rng) => new Adder(new RNN(2, size, { rng }), size, rng),
  },
];
