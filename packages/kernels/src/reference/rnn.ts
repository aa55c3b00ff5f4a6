import type { Address, InferenceKernels, TrainingKernels } from "../backend.ts";
import type { RnnBackward, RnnForward } from "../recurrences.ts";
import { tanh } from "./math.ts";
import type { FloatMemory } from "./memory.ts";
import { dot, load, stepsOf } from "./sequence.ts";

/** The activations beside their derivatives, which can be told from h = f(a) alone. */
const ACTIVATION = {
  tanh: { value: tanh, derivative: (h: number) => 1 - h * h },
  relu: { value: (a: number) => Math.max(a, 0), derivative: (h: number) => (h <= 0 ? 0 : 1) },
} as const;

/** The simple recurrent network over whole sequences (Elman 1990). */
export function rnn(memory: FloatMemory): Pick<InferenceKernels & TrainingKernels, "rnnForward" | "rnnBackward"> {
  return {
    rnnForward: (call) => rnnForward(memory, call),
    rnnBackward: (call) => rnnBackward(memory, call),
  };
}

function rnnForward(memory: FloatMemory, call: RnnForward): void {
  const { batch: B, time: T, inputSize: I, hiddenSize: H } = call;
  const f = ACTIVATION[call.activation].value;
  const floats = memory.floats();
  const at = (address: Address): number => address / memory.width;
  const biasIh = load(floats, at(call.biasIh), H, call.biasIh !== 0);
  const biasHh = load(floats, at(call.biasHh), H, call.biasHh !== 0);

  for (let b = 0; b < B; b++) {
    floats.fill(0, at(call.y) + b * T * H, at(call.y) + (b + 1) * T * H); // padding stays 0
    let hPrevious = load(floats, at(call.h0) + b * H, H, call.h0 !== 0);
    for (const t of stepsOf(call, b, memory.ints())) {
      const x = load(floats, at(call.x) + (b * T + t) * I, I, true);
      const h = new Float64Array(H);
      for (let j = 0; j < H; j++) {
        const input = dot(floats, at(call.weightIh) + j * I, x) + biasIh[j]!;
        const recurrent = dot(floats, at(call.weightHh) + j * H, hPrevious) + biasHh[j]!;
        h[j] = f(input + recurrent);
      }
      // The state is what was stored: in float32 the next step reads the rounded numbers.
      floats.set(h, at(call.y) + (b * T + t) * H);
      hPrevious = load(floats, at(call.y) + (b * T + t) * H, H, true);
    }
    floats.set(hPrevious, at(call.hLast) + b * H);
  }
}

/**
 * Backpropagation through time: the equation of the forward step, differentiated from the last step to the first.
 *
 *     da = dh f'(a)        f' = 1 - h^2 for tanh; for relu 1 where h > 0, else 0
 *     dh' = W_hh^T da
 */
function rnnBackward(memory: FloatMemory, call: RnnBackward): void {
  const { batch: B, time: T, inputSize: I, hiddenSize: H } = call;
  const { derivative } = ACTIVATION[call.activation];
  const floats = memory.floats();
  const at = (address: Address): number => address / memory.width;
  const dWeightIh = new Float64Array(H * I);
  const dWeightHh = new Float64Array(H * H);
  const dBias = new Float64Array(H);
  if (call.dx !== 0) floats.fill(0, at(call.dx), at(call.dx) + B * T * I); // padding stays 0

  for (let b = 0; b < B; b++) {
    const steps = stepsOf(call, b, memory.ints());
    let dh = load(floats, at(call.dhLast) + b * H, H, call.dhLast !== 0);
    for (let s = steps.length - 1; s >= 0; s--) {
      const t = steps[s]!;
      const x = load(floats, at(call.x) + (b * T + t) * I, I, true);
      const h = load(floats, at(call.y) + (b * T + t) * H, H, true);
      const hPrevious =
        s > 0
          ? load(floats, at(call.y) + (b * T + steps[s - 1]!) * H, H, true)
          : load(floats, at(call.h0) + b * H, H, call.h0 !== 0);
      const dhPrevious = new Float64Array(H);
      const dx = new Float64Array(I);

      for (let j = 0; j < H; j++) {
        if (call.dy !== 0) dh[j]! += floats[at(call.dy) + (b * T + t) * H + j]!;
        const da = dh[j]! * derivative(h[j]!);
        for (let i = 0; i < I; i++) dx[i]! += floats[at(call.weightIh) + j * I + i]! * da;
        for (let i = 0; i < H; i++) dhPrevious[i]! += floats[at(call.weightHh) + j * H + i]! * da;
        for (let i = 0; i < I; i++) dWeightIh[j * I + i]! += da * x[i]!;
        for (let i = 0; i < H; i++) dWeightHh[j * H + i]! += da * hPrevious[i]!;
        dBias[j]! += da;
      }
      if (call.dx !== 0) floats.set(dx, at(call.dx) + (b * T + t) * I);
      dh = dhPrevious;
    }
    if (call.dh0 !== 0) floats.set(dh, at(call.dh0) + b * H);
  }

  if (call.dWeightIh !== 0) floats.set(dWeightIh, at(call.dWeightIh));
  if (call.dWeightHh !== 0) floats.set(dWeightHh, at(call.dWeightHh));
  if (call.dBiasIh !== 0) floats.set(dBias, at(call.dBiasIh));
  if (call.dBiasHh !== 0) floats.set(dBias, at(call.dBiasHh));
}
