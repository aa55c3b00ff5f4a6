import type { Address, InferenceKernels } from "../backend.ts";
import type { Scratch } from "./scratch.ts";

type ScratchSize = (batch: number, time: number, inputSize: number, hiddenSize: number) => number;

/** The exports of csrc/*-forward.h, in the order of their parameters. */
export interface ForwardExports {
  rnn_forward_scratch: ScratchSize;
  // biome-ignore format: as in C
  rnn_forward(
    batch: number, time: number, inputSize: number, hiddenSize: number, relu: number,
    x: Address, h0: Address, weightIh: Address, weightHh: Address, packedIh: Address, packedHh: Address,
    biasIh: Address, biasHh: Address, lengths: Address, reverse: number, y: Address, hLast: Address, scratch: Address,
  ): void;
  lstm_forward_scratch: ScratchSize;
  // biome-ignore format: as in C
  lstm_forward(
    batch: number, time: number, inputSize: number, hiddenSize: number,
    x: Address, h0: Address, c0: Address, weightIh: Address, weightHh: Address, packedIh: Address, packedHh: Address,
    biasIh: Address, biasHh: Address, lengths: Address, reverse: number, y: Address, hLast: Address, cLast: Address, cells: Address, saved: Address,
    scratch: Address,
  ): void;
  gru_forward_scratch: ScratchSize;
  // biome-ignore format: as in C
  gru_forward(
    batch: number, time: number, inputSize: number, hiddenSize: number,
    x: Address, h0: Address, weightIh: Address, weightHh: Address, packedIh: Address, packedHh: Address,
    biasIh: Address, biasHh: Address, lengths: Address, reverse: number, y: Address, hLast: Address, saved: Address, scratch: Address,
  ): void;
  gru_reset_before_forward_scratch: ScratchSize;
  // biome-ignore format: as in C
  gru_reset_before_forward(
    batch: number, time: number, inputSize: number, hiddenSize: number,
    x: Address, h0: Address, weightIh: Address, weightHh: Address, packedIh: Address, packedHh: Address,
    biasIh: Address, biasHh: Address, lengths: Address, reverse: number, y: Address, hLast: Address, saved: Address, scratch: Address,
  ): void;
}

/** The cells over whole sequences. */
export function forwardRecurrences(
  c: ForwardExports,
  scratch: Scratch,
): Pick<InferenceKernels, "rnnForward" | "lstmForward" | "gruForward"> {
  return {
    rnnForward(call) {
      const { batch, time, inputSize, hiddenSize } = call;
      const work = scratch.reserve(c.rnn_forward_scratch(batch, time, inputSize, hiddenSize) >>> 0);
      // biome-ignore format: as in C
      c.rnn_forward(
        batch, time, inputSize, hiddenSize, call.activation === "relu" ? 1 : 0,
        call.x, call.h0, call.weightIh, call.weightHh, call.packedIh, call.packedHh,
        call.biasIh, call.biasHh, call.lengths, call.reverse ? 1 : 0, call.y, call.hLast, work,
      );
    },
    lstmForward(call) {
      const { batch, time, inputSize, hiddenSize } = call;
      const work = scratch.reserve(c.lstm_forward_scratch(batch, time, inputSize, hiddenSize) >>> 0);
      // biome-ignore format: as in C
      c.lstm_forward(
        batch, time, inputSize, hiddenSize,
        call.x, call.h0, call.c0, call.weightIh, call.weightHh, call.packedIh, call.packedHh,
        call.biasIh, call.biasHh, call.lengths, call.reverse ? 1 : 0, call.y, call.hLast, call.cLast, call.cells, call.saved,
        work,
      );
    },
    gruForward(call) {
      const { batch, time, inputSize, hiddenSize } = call;
      const before = call.form === "resetBefore";
      const size = before ? c.gru_reset_before_forward_scratch : c.gru_forward_scratch;
      const run = before ? c.gru_reset_before_forward : c.gru_forward;
      const work = scratch.reserve(size(batch, time, inputSize, hiddenSize) >>> 0);
      // biome-ignore format: as in C
      run(
        batch, time, inputSize, hiddenSize,
        call.x, call.h0, call.weightIh, call.weightHh, call.packedIh, call.packedHh,
        call.biasIh, call.biasHh, call.lengths, call.reverse ? 1 : 0, call.y, call.hLast, call.saved, work,
      );
    },
  };
}
