import type { Rng } from "@unroll/random";
import type { Tensor } from "@unroll/tensor";

/** The element type of what is right: numbers, or classes. */
export type Target = "float32" | "int32";

/** Sequences, and what is right to answer. */
export interface Sequences<D extends Target> {
  /** [B, T, I] */
  readonly input: Tensor;
  /** Valid steps of each row. Default T. */
  readonly lengths?: readonly number[] | undefined;
  /** Of every step, [B, T], or of every row, [B]. */
  readonly targets: Tensor<D>;
}

/** What a network is to learn, from sequences that are drawn anew for every step of training. */
export interface Task<D extends Target> {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly answered: "at every step" | "at the end";
  draw(rng: Rng, batch: number): Sequences<D>;
  /** What training makes small. @param answers [B, T, O], or [B, O] at the end. */
  loss(answers: Tensor, targets: Tensor<D>): Tensor;
}
