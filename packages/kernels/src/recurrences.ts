import type { Address } from "./backend.ts";

// The whole-sequence calls of the contract in backend.ts. B batch, T time, I input size, H hidden size; h' and c' are
// the previous states.

/** What the calls of all cells share; a cell's weights have G gates of H rows. */
export interface SequenceCall {
  readonly batch: number;
  readonly time: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** [B, T, I] */
  readonly x: Address;
  /** [B, H], or 0 for zeros */
  readonly h0: Address;
  /** [G H, I] */
  readonly weightIh: Address;
  /** [G H, H] */
  readonly weightHh: Address;
  /** int32 [B], each from 0 to T, or 0 when every row has T valid steps. Padding is at the end and is never read. */
  readonly lengths: Address;
  /** Walks each row from its last valid step to its first. Outputs stay at their own steps. */
  readonly reverse: boolean;
  /** The states after all steps, [B, T, H]; 0 where padded */
  readonly y: Address;
}

/** What the forward calls share. */
export interface SequenceForward extends SequenceCall {
  /** W_ih^T [I, G H] as `InferenceKernels.pack` of this executor packs it, or 0. It changes no bit of the outputs. */
  readonly packedIh: Address;
  /** W_hh^T [H, G H] likewise. Not read by the GRU with the reset before. */
  readonly packedHh: Address;
  /** [G H], or 0 */
  readonly biasIh: Address;
  /** [G H], or 0 */
  readonly biasHh: Address;
  /** The state after each row's last step, [B, H]; h0 for a row of length 0. */
  readonly hLast: Address;
}

/** What the backward calls share. Every gradient is overwritten, and not computed where its address is 0. */
export interface SequenceBackward extends SequenceCall {
  /** [B, T, H], or 0 for zeros. Values at padding are not read. */
  readonly dy: Address;
  /** [B, H], or 0 for zeros */
  readonly dhLast: Address;
  /** [B, T, I]; 0 where padded */
  readonly dx: Address;
  /** [B, H] */
  readonly dh0: Address;
  readonly dWeightIh: Address;
  readonly dWeightHh: Address;
  readonly dBiasIh: Address;
  readonly dBiasHh: Address;
}

/** What the forward and the backward call of a whole-sequence RNN share. */
export interface RnnCall extends SequenceCall {
  readonly activation: "tanh" | "relu";
}

/** h = f(W_ih x + b_ih + W_hh h' + b_hh), with f the activation. */
export interface RnnForward extends RnnCall, SequenceForward {}

/** Nothing is saved but y. */
export interface RnnBackward extends RnnCall, SequenceBackward {}

/** What the forward and the backward call of a whole-sequence LSTM share; gates stacked i, f, g, o. */
export interface LstmCall extends SequenceCall {
  /** [B, H], or 0 for zeros */
  readonly c0: Address;
  /**
   * The cell states after all steps, [B, T, H]; 0 where padded. In the forward call 0 when they are not wanted and no
   * gradient will be asked for.
   */
  readonly cells: Address;
  /** i, f, g and o of every step, [B, T, 4H]; in the forward call 0 when no gradient will be asked for. */
  readonly saved: Address;
}

/**
 * i = sigmoid(W_ii x + b_ii + W_hi h' + b_hi), f = sigmoid(W_if x + b_if + W_hf h' + b_hf),
 * g = tanh(W_ig x + b_ig + W_hg h' + b_hg), o = sigmoid(W_io x + b_io + W_ho h' + b_ho),
 * c = f * c' + i * g, h = o * tanh(c).
 */
export interface LstmForward extends LstmCall, SequenceForward {
  /** The cell state after each row's last step, [B, H]; c0 for a row of length 0. */
  readonly cLast: Address;
}

/** dx, dh0 and so on, as in {@link SequenceBackward}, and the gradients of the cell states. */
export interface LstmBackward extends LstmCall, SequenceBackward {
  /** [B, H], or 0 for zeros */
  readonly dcLast: Address;
  /** [B, H] */
  readonly dc0: Address;
}

/** What the forward and the backward call of a whole-sequence GRU share; gates stacked r, z, n. */
export interface GruCall extends SequenceCall {
  /** Whether the reset gate comes after the recurrent product, as in PyTorch, or before it. */
  readonly form: "resetAfter" | "resetBefore";
  /**
   * r, z, n and, with the reset after, W_hn h' + b_hn of every step: [B, T, 4H], or [B, T, 3H] with the reset before. In
   * the forward call 0 when no gradient will be asked for.
   */
  readonly saved: Address;
}

/**
 * r = sigmoid(W_ir x + b_ir + W_hr h' + b_hr), z = sigmoid(W_iz x + b_iz + W_hz h' + b_hz),
 * n = tanh(W_in x + b_in + r * (W_hn h' + b_hn)) or, with the reset before, tanh(W_in x + b_in + W_hn (r * h') + b_hn),
 * h = (1 - z) * n + z * h'.
 */
export interface GruForward extends GruCall, SequenceForward {}

/** The gradients of a GRU. */
export interface GruBackward extends GruCall, SequenceBackward {}
