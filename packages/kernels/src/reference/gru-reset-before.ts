import type { Address } from "../backend.ts";
import type { GruBackward, GruForward } from "../recurrences.ts";
import { sigmoid, tanh } from "./math.ts";
import type { FloatMemory } from "./memory.ts";
import { dot, load, stepsOf } from "./sequence.ts";

/** The order in which the gates are stacked in the weights, the biases and `saved`. */
const R = 0;
const Z = 1;
const N = 2;

/**
 * The gated recurrent unit as Cho et al. 2014 have it, with the reset gate before the recurrent product:
 *
 *     n = tanh(W_in x + b_in + W_hn (r * h') + b_hn)
 */
export function gruResetBeforeForward(memory: FloatMemory, call: GruForward): void {
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
      const r = new Float64Array(H);
      const resetState = new Float64Array(H); // r * h'
      // W_ig x + b_ig + W_hg v + b_hg of unit j, for the gates g = r, z, n
      const sum = (gate: number, j: number, v: Float64Array): number =>
        dot(floats, at(call.weightIh) + (gate * H + j) * I, x) +
        biasIh[gate * H + j]! +
        dot(floats, at(call.weightHh) + (gate * H + j) * H, v) +
        biasHh[gate * H + j]!;

      for (let j = 0; j < H; j++) {
        r[j] = sigmoid(sum(R, j, hPrevious));
        resetState[j] = r[j]! * hPrevious[j]!;
      }
      for (let j = 0; j < H; j++) {
        const z = sigmoid(sum(Z, j, hPrevious));
        const n = tanh(sum(N, j, resetState));
        h[j] = (1 - z) * n + z * hPrevious[j]!;

        if (call.saved !== 0) {
          const saved = at(call.saved) + (b * T + t) * 3 * H + j;
          floats[saved + R * H] = r[j]!;
          floats[saved + Z * H] = z;
          floats[saved + N * H] = n;
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
 *     ds = W_hn^T dan                    the gradient of s = r h'
 *     dr = ds h'                         dar = dr r (1 - r)
 *     dh' = dh z + ds r + W_hr^T dar + W_hz^T daz
 *
 * dar, daz and dan are the gradients of what stands inside sigmoid and tanh.
 */
export function gruResetBeforeBackward(memory: FloatMemory, call: GruBackward): void {
  const { batch: B, time: T, inputSize: I, hiddenSize: H } = call;
  const floats = memory.floats();
  const at = (address: Address): number => address / memory.width;
  const dWeightIh = new Float64Array(3 * H * I);
  const dWeightHh = new Float64Array(3 * H * H);
  const dBias = new Float64Array(3 * H);
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
      const saved = at(call.saved) + (b * T + t) * 3 * H;
      const r = load(floats, saved + R * H, H, true);
      const resetState = r.map((value, j) => value * hPrevious[j]!);
      const da = new Float64Array(3 * H);
      const dResetState = new Float64Array(H);
      const dhPrevious = new Float64Array(H);
      const dx = new Float64Array(I);

      for (let j = 0; j < H; j++) {
        const z = floats[saved + Z * H + j]!;
        const n = floats[saved + N * H + j]!;
        if (call.dy !== 0) dh[j]! += floats[at(call.dy) + (b * T + t) * H + j]!;

        const dn = dh[j]! * (1 - z);
        const dz = dh[j]! * (hPrevious[j]! - n);
        da[N * H + j] = dn * (1 - n * n);
        da[Z * H + j] = dz * z * (1 - z);
        dhPrevious[j] = dh[j]! * z;
      }
      for (let k = N * H; k < 3 * H; k++) {
        for (let i = 0; i < H; i++) dResetState[i]! += floats[at(call.weightHh) + k * H + i]! * da[k]!;
      }
      for (let j = 0; j < H; j++) {
        const dr = dResetState[j]! * hPrevious[j]!;
        da[R * H + j] = dr * r[j]! * (1 - r[j]!);
        dhPrevious[j]! += dResetState[j]! * r[j]!;
      }
      for (let k = 0; k < N * H; k++) {
        for (let i = 0; i < H; i++) dhPrevious[i]! += floats[at(call.weightHh) + k * H + i]! * da[k]!;
      }

      for (let k = 0; k < 3 * H; k++) {
        const factor = k < N * H ? hPrevious : resetState;
        for (let i = 0; i < I; i++) dx[i]! += floats[at(call.weightIh) + k * I + i]! * da[k]!;
        for (let i = 0; i < I; i++) dWeightIh[k * I + i]! += da[k]! * x[i]!;
        for (let i = 0; i < H; i++) dWeightHh[k * H + i]! += da[k]! * factor[i]!;
        dBias[k]! += da[k]!;
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
