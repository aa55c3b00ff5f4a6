import type { Address, InferenceKernels, TrainingKernels } from "../backend.ts";
import type { GruBackward, GruForward } from "../recurrences.ts";
import { gruResetBeforeBackward, gruResetBeforeForward } from "./gru-reset-before.ts";
import { sigmoid, tanh } from "./math.ts";
import type { FloatMemory } from "./memory.ts";
import { dot, load, stepsOf } from "./sequence.ts";

/** The order in which the gates are stacked in the weights, the biases and `saved`. */
const R = 0;
const Z = 1;
const N = 2;
/** W_hn h' + b_hn in `saved`, behind the gates. */
const HN = 3;

/**
 * The gated recurrent unit over whole sequences (Cho et al. 2014); here with the reset gate behind the recurrent product
 * as in PyTorch.
 */
export function gru(memory: FloatMemory): Pick<InferenceKernels & TrainingKernels, "gruForward" | "gruBackward"> {
  return {
    gruForward: (call) => (call.form === "resetBefore" ? gruResetBeforeForward : gruForward)(memory, call),
    gruBackward: (call) => (call.form === "resetBefore" ? gruResetBeforeBackward : gruBackward)(memory, call),
  };
}

function gruForward(memory: FloatMemory, call: GruForward): void {
  const { batch: B, time: T, inputSize: I, hiddenSize: H } = call;
  const floats = memory.floats();
  const at = (address: Address): number => address / memory.width;
  const biasIh = load(floats, at(call.biasIh), 3 * H, call.biasIh !== 0);
  const biasHh = load(floats, at(call.biasHh), 3 * H, call.biasHh !== 0);

  for (let b = 0; b < B; b++) {
    floats.fill(0, at(call.y) + b * T * H, at(call.y) + (b + 1) * T * H); // padding stays 0
    let hPrevious = load(floats, at(call.h0) + b * H, H, call.h0 !== 0);
    for (const t of stepsOf(call, b, memory.ints())) {
      const x = load(floats, at(call.x) + (b * T + t) * I, I, true);
      const h = new Float64Array(H);
      for (let j = 0; j < H; j++) {
        // W_ig x + b_ig and W_hg h' + b_hg of unit j, for the gates g = r, z, n
        const input = (gate: number): number =>
          dot(floats, at(call.weightIh) + (gate * H + j) * I, x) + biasIh[gate * H + j]!;
        const recurrent = (gate: number): number =>
          dot(floats, at(call.weightHh) + (gate * H + j) * H, hPrevious) + biasHh[gate * H + j]!;

        const r = sigmoid(input(R) + recurrent(R));
        const z = sigmoid(input(Z) + recurrent(Z));
        const hn = recurrent(N);
        const n = tanh(input(N) + r * hn);
        h[j] = (1 - z) * n + z * hPrevious[j]!;

        if (call.saved !== 0) {
          const saved = at(call.saved) + (b * T + t) * 4 * H + j;
          floats[saved + R * H] = r;
          floats[saved + Z * H] = z;
          floats[saved + N * H] = n;
          floats[saved + HN * H] = hn;
        }
      }
      // The state is what was stored: in float32 the next step reads the rounded numbers.
      floats.set(h, at(call.y) + (b * T + t) * H);
      hPrevious = load(floats, at(call.y) + (b * T + t) * H, H, true);
    }
    floats.set(hPrevious, at(call.hLast) + b * H);
  }
}

/**
 * Backpropagation through time: the equations of the forward step, differentiated from the last step to the first.
 *
 *     dn = dh (1 - z)                    dan = dn (1 - n^2)
 *     dz = dh (h' - n)                   daz = dz z (1 - z)
 *     dr = dan (W_hn h' + b_hn)          dar = dr r (1 - r)
 *     dh' = dh z + W_hr^T dar + W_hz^T daz + W_hn^T (dan r)
 *
 * dar, daz and dan are the gradients of what stands inside sigmoid and tanh. x and W_i see (dar, daz, dan); h' and W_h
 * see (dar, daz, dan r).
 */
function gruBackward(memory: FloatMemory, call: GruBackward): void {
  const { batch: B, time: T, inputSize: I, hiddenSize: H } = call;
  const floats = memory.floats();
  const at = (address: Address): number => address / memory.width;
  const dWeightIh = new Float64Array(3 * H * I);
  const dWeightHh = new Float64Array(3 * H * H);
  const dBiasIh = new Float64Array(3 * H);
  const dBiasHh = new Float64Array(3 * H);
  if (call.dx !== 0) floats.fill(0, at(call.dx), at(call.dx) + B * T * I); // padding stays 0

  for (let b = 0; b < B; b++) {
    const steps = stepsOf(call, b, memory.ints());
    let dh = load(floats, at(call.dhLast) + b * H, H, call.dhLast !== 0);
    for (let s = steps.length - 1; s >= 0; s--) {
      const t = steps[s]!;
      const x = load(floats, at(call.x) + (b * T + t) * I, I, true);
      const hPrevious =
        s > 0
          ? load(floats, at(call.y) + (b * T + steps[s - 1]!) * H, H, true)
          : load(floats, at(call.h0) + b * H, H, call.h0 !== 0);
      const saved = at(call.saved) + (b * T + t) * 4 * H;
      const dInput = new Float64Array(3 * H);
      const dRecurrent = new Float64Array(3 * H);
      const dhPrevious = new Float64Array(H);
      const dx = new Float64Array(I);

      for (let j = 0; j < H; j++) {
        const r = floats[saved + R * H + j]!;
        const z = floats[saved + Z * H + j]!;
        const n = floats[saved + N * H + j]!;
        const hn = floats[saved + HN * H + j]!;
        if (call.dy !== 0) dh[j]! += floats[at(call.dy) + (b * T + t) * H + j]!;

        const dn = dh[j]! * (1 - z);
        const dz = dh[j]! * (hPrevious[j]! - n);
        const dan = dn * (1 - n * n);
        const daz = dz * z * (1 - z);
        const dr = dan * hn;
        const dar = dr * r * (1 - r);
        dhPrevious[j] = dh[j]! * z;

        dInput[R * H + j] = dar;
        dInput[Z * H + j] = daz;
        dInput[N * H + j] = dan;
        dRecurrent[R * H + j] = dar;
        dRecurrent[Z * H + j] = daz;
        dRecurrent[N * H + j] = dan * r;
      }

      for (let g = 0; g < 3 * H; g++) {
        for (let i = 0; i < I; i++) dx[i]! += floats[at(call.weightIh) + g * I + i]! * dInput[g]!;
        for (let i = 0; i < H; i++) dhPrevious[i]! += floats[at(call.weightHh) + g * H + i]! * dRecurrent[g]!;
        for (let i = 0; i < I; i++) dWeightIh[g * I + i]! += dInput[g]! * x[i]!;
        for (let i = 0; i < H; i++) dWeightHh[g * H + i]! += dRecurrent[g]! * hPrevious[i]!;
        dBiasIh[g]! += dInput[g]!;
        dBiasHh[g]! += dRecurrent[g]!;
      }
      if (call.dx !== 0) floats.set(dx, at(call.dx) + (b * T + t) * I);
      dh = dhPrevious;
    }
    if (call.dh0 !== 0) floats.set(dh, at(call.dh0) + b * H);
  }

  if (call.dWeightIh !== 0) floats.set(dWeightIh, at(call.dWeightIh));
  if (call.dWeightHh !== 0) floats.set(dWeightHh, at(call.dWeightHh));
  if (call.dBiasIh !== 0) floats.set(dBiasIh, at(call.dBiasIh));
  if (call.dBiasHh !== 0) floats.set(dBiasHh, at(call.dBiasHh));
}
