import type { Tensor } from "@unroll/tensor";
import type { StateTensors } from "./carried-state.ts";

/** What a decoder makes of the last tokens of N sequences. */
export interface DecoderOutput<State> {
  /** Of the token that comes next, up to a constant: logits, or log-probabilities; [N, V]. */
  readonly logits: Tensor;
  /** What it remembers of the N sequences. */
  readonly state: State;
}

/** Anything that says, token by token, how a sequence goes on: a language model, or the decoder of a translator. */
export interface Decoder<State extends StateTensors<State>> {
  /**
   * Reads one more token of each of N sequences.
   *
   * @param ids [N], the tokens.
   * @param state what was remembered before them.
   */
  step(ids: Int32Array, state: State): DecoderOutput<State>;
  /**
   * The state of some of the sequences, in a new order; one may come more than once.
   *
   * @param rows which of the N, from 0.
   */
  selectRows(state: State, rows: Int32Array): State;
}
