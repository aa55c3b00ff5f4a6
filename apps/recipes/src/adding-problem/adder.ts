import { Linear } from "@unroll/nn";
import type { Rng } from "@unroll/random";
import { type CellState, gradientOverTime, type Recurrent } from "@unroll/rnn-cells";
import { Module, type Tensor } from "@unroll/tensor";

/** Reads a sequence, and answers with one number from the last hidden state. */
export class Adder<S extends CellState = CellState> extends Module {
  readonly layer: Recurrent<S>;
  readonly readout: Linear;

  constructor(layer: Recurrent<S>, hiddenSize: number, rng: Rng) {
    super();
    this.layer = layer;
    this.readout = new Linear(hiddenSize, 1, { rng });
  }

  /** @param input [B, T, 2] @returns [B, 1] */
  forward(input: Tensor): Tensor {
    return this.#answer(this.layer.forward(input));
  }

  /** How much of the gradient at the last state arrives at the first: |dLoss/dh(1)| / |dLoss/dh(T)|. */
  gradientKept(input: Tensor, loss: (answers: Tensor) => Tensor): number {
    const norms = gradientOverTime(this.layer, input, (run) => loss(this.#answer(run))).flatMap((cell) => cell.norms);
    return (norms[0] as number) / (norms.at(-1) as number);
  }

  #answer({ hidden }: { readonly hidden: Tensor }): Tensor {
    return this.readout.forward(hidden.squeeze(0)); // of the one layer
  }
}
