import type { Address, TrainingKernels } from "../backend.ts";
import type { Scratch } from "./scratch.ts";

type ScratchSize = (batch: number, time: number, inputSize: number, hiddenSize: number) => number;

/** The exports of csrc/*-backward.h, in the order of their parameters. */
export interface BackwardExports {
  rnn_backward_scratch: ScratchSize;
  // biome-ignore format: as in C
  rnn_backward(
    batch: number, time: number, inputSize: number, hiddenSize: number, relu: number,
    x: Address, h0: Address, weightIh: Address, weightHh: Address, lengths: Address, reverse: number,
    y: Address, dy: Address, dhLast: Address,
    dx: Address, dh0: Address, dWeightIh: Address, dWeightHh: Address, dBiasIh: Address, dBiasHh: Address,
    scratch: Address,
  ): void;
  lstm_backward_scratch: ScratchSize;
  // biome-ignore format: as in C
  lstm_backward(
    batch: number, time: number, inputSize: number, hiddenSize: number,
    x: Address, h0: Address, c0: Address, weightIh: Address, weightHh: Address, lengths: Address, reverse: number,
    y: Address, cells: Address, saved: Address, dy: Address, dhLast: Address, dcLast: Address,
    dx: Address, dh0: Address, dc0: Address, dWeightIh: Address, dWeightHh: Address, dBiasIh: Address, dBiasHh: Address,
    scratch: Address,
  ): void;
  gru_backward_scratch: ScratchSize;
  // biome-ignore format: as in C
  gru_backward(
    batch: number, time: number, inputSize: number, hiddenSize: number,
    x: Address, h0: Address, weightIh: Address, weightHh: Address, lengths: Address, reverse: number,
    y: Address, saved: Address, dy: Address, dhLast: Address,
    dx: Address, dh0: Address, dWeightIh: Address, dWeightHh: Address, dBiasIh: Address, dBiasHh: Address,
    scratch: Address,
  ): void;
  gru_reset_before_backward_scratch: ScratchSize;
  // biome-ignore format: as in C
  gru_reset_before_backward(
    batch: number, time: number, inputSize: number, hiddenSize: number,
    x: Address, h0: Address, weightIh: Address, weightHh: Address, lengths: Address, reverse: number,
    y: Address, saved: Address, dy: Address, dhLast: Address,
    dx: Address, dh0: Address, dWeightIh: Address, dWeightHh: Address, dBiasIh: Address, dBiasHh: Address,
    scratch: Address,
  ): void;
}

/** The gradients of the cells over whole sequences. */
export function backwardRecurrences(
  c: BackwardExports,
  scratch: Scratch,
): Pick<TrainingKernels, "rnnBackward" | "lstmBackward" | "gruBackward"> {
  return {
    rnnBackward(call) {
      const { batch, time, inputSize, hiddenSize } = call;
      const work = scratch.reserve(c.rnn_backward_scratch(batch, time, inputSize, hiddenSize) >>> 0);
      // biome-ignore format: as in C
      c.rnn_backward(
        batch, time, inputSize, hiddenSize, call.activation === "relu" ? 1 : 0,
        call.x, call.h0, call.weightIh, call.weightHh, call.lengths, call.reverse ? 1 : 0,
        call.y, call.dy, call.dhLast,
        call.dx, call.dh0, call.dWeightIh, call.dWeightHh, call.dBiasIh, call.dBiasHh,
        work,
      );
    },
    lstmBackward(call) {
      const { batch, time, inputSize, hiddenSize } = call;
      const work = scratch.reserve(c.lstm_backward_scratch(batch, time, inputSize, hiddenSize) >>> 0);
      // biome-ignore format: as in C
      c.lstm_backward(
        batch, time, inputSize, hiddenSize,
        call.x, call.h0, call.c0, call.weightIh, call.weightHh, call.lengths, call.reverse ? 1 : 0,
        call.y, call.cells, call.saved, call.dy, call.dhLast, call.dcLast,
        call.dx, call.dh0, call.dc0, call.dWeightIh, call.dWeightHh, call.dBiasIh, call.dBiasHh,
        work,
      );
    },
    gruBackward(call) {
      const { batch, time, inputSize, hiddenSize } = call;
      const before = call.form === "resetBefore";
      const size = before ? c.gru_reset_before_backward_scratch : c.gru_backward_scratch;
      const run = before ? c.gru_reset_before_backward : c.gru_backward;
      const work = scratch.reserve(size(batch, time, inputSize, hiddenSize) >>> 0);
      // biome-ignore format: as in C
      run(
        batch, time, inputSize, hiddenSize,
        call.x, call.h0, call.weightIh, call.weightHh, call.lengths, call.reverse ? 1 : 0,
        call.y, call.saved, call.dy, call.dhLast,
        call.dx, call.dh0, call.dWeightIh, call.dWeightHh, call.dBiasIh, call.dBiasHh,
        work,
      );
    },
  };
}
