import type { Address, InferenceKernels, TrainingKernels } from "../backend.ts";
import type { LstmBackward, LstmForward } from "../recurrences.ts";
import { sigmoid, tanh } from "./math.ts";
import type { FloatMemory } from "./memory.ts";
import { dot, load, stepsOf } from "./sequence.ts";

/** The order in which the gates are stacked in the weights, the biases and `saved`. */
const I = 0;
const F = 1;
const G = 2;
const O = 3;

/** Long short-term memory over whole sequences (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000). */
export function lstm(memory: FloatMemory): Pick<InferenceKernels & TrainingKernels, "lstmForward" | "lstmBackward"> {
  return {
    lstmForward: (call) => lstmForward(memory, call),
    lstmBackward: (call) => lstmBackward(memory, call),
  };
}

function lstmForward(memory: FloatMemory, call: LstmForward): void {
  const { batch: B, time: T, inputSize, hiddenSize: H } = call;
  const floats = memory.floats();
  const at = (address: Address): number => address / memory.width;
  const biasIh = load(floats, at(call.biasIh), 4 * H, call.biasIh !== 0);
  const biasHh = load(floats, at(call.biasHh), 4 * H, call.biasHh !== 0);

  for (let b = 0; b < B; b++) {
    floats.fill(0, at(call.y) + b * T * H, at(call.y) + (b + 1) * T * H); // padding stays 0
    if (call.cells !== 0) floats.fill(0, at(call.cells) + b * T * H, at(call.cells) + (b + 1) * T * H);
    let hPrevious = load(floats, at(call.h0) + b * H, H, call.h0 !== 0);
    const c = load(floats, at(call.c0) + b * H, H, call.c0 !== 0);
    for (const t of stepsOf(call, b, memory.ints())) {
      const x = load(floats, at(call.x) + (b * T + t) * inputSize, inputSize, true);
      const h = new Float64Array(H);
      for (let j = 0; j < H; j++) {
        // W_ig x + b_ig + W_hg h' + b_hg of unit j, for the gates g = i, f, g, o
        const sum = (gate: number): number =>
          dot(floats, at(call.weightIh) + (gate * H + j) * inputSize, x) +
          biasIh[gate * H + j]! +
          dot(floats, at(call.weightHh) + (gate * H + j) * H, hPrevious) +
          biasHh[gate * H + j]!;

        const i = sigmoid(sum(I));
        const f = sigmoid(sum(F));
        const g = tanh(sum(G));
        const o = sigmoid(sum(O));
        // The cell as it is stored: in float32 the next step reads the rounded number.
        c[j] = memory.round(f * c[j]! + i * g);
        h[j] = o * tanh(c[j]!);

        if (call.cells !== 0) floats[at(call.cells) + (b * T + t) * H + j] = c[j]!;
        if (call.saved !== 0) {
          const saved = at(call.saved) + (b * T + t) * 4 * H + j;
          floats[saved + I * H] = i;
          floats[saved + F * H] = f;
          floats[saved + G * H] = g;
          floats[saved + O * H] = o;
        }
      }
      floats.set(h, at(call.y) + (b * T + t) * H);
      hPrevious = load(floats, at(call.y) + (b * T + t) * H, H, true);
    }
    floats.set(hPrevious, at(call.hLast) + b * H);
    floats.set(c, at(call.cLast) + b * H);
  }
}

/**
 * Backpropagation through time: the equations of the forward step, differentiated from the last step to the first.
 *
 *     do = dh tanh(c)                         dao = do o (1 - o)
 *     dc = dc + dh o (1 - tanh(c)^2)
 *     di = dc g                               dai = di i (1 - i)
 *     df = dc c'                              daf = df f (1 - f)
 *     dg = dc i                               dag = dg (1 - g^2)
 *     dc' = dc f
 *     dh' = W_hi^T dai + W_hf^T daf + W_hg^T dag + W_ho^T dao
 *
 * dai, daf, dag and dao are the gradients of what stands inside sigmoid and tanh.
 */
function lstmBackward(memory: FloatMemory, call: LstmBackward): void {
  const { batch: B, time: T, inputSize, hiddenSize: H } = call;
  const floats = memory.floats();
  const at = (address: Address): number => address / memory.width;
  const dWeightIh = new Float64Array(4 * H * inputSize);
  const dWeightHh = new Float64Array(4 * H * H);
  const dBias = new Float64Array(4 * H);
  if (call.dx !== 0) floats.fill(0, at(call.dx), at(call.dx) + B * T * inputSize); // padding stays 0

  for (let b = 0; b < B; b++) {
    const steps = stepsOf(call, b, memory.ints());
    let dh = load(floats, at(call.dhLast) + b * H, H, call.dhLast !== 0);
    const dc = load(floats, at(call.dcLast) + b * H, H, call.dcLast !== 0);
    for (let s = steps.length - 1; s >= 0; s--) {
      const t = steps[s]!;
      const before = (states: Address, initial: Address): Float64Array =>
        s > 0
          ? load(floats, at(states) + (b * T + steps[s - 1]!) * H, H, true)
          : load(floats, at(initial) + b * H, H, initial !== 0);
      const x = load(floats, at(call.x) + (b * T + t) * inputSize, inputSize, true);
      const hPrevious = before(call.y, call.h0);
      const cPrevious = before(call.cells, call.c0);
      const saved = at(call.saved) + (b * T + t) * 4 * H;
      const da = new Float64Array(4 * H);
      const dhPrevious = new Float64Array(H);
      const dx = new Float64Array(inputSize);

      for (let j = 0; j < H; j++) {
        const i = floats[saved + I * H + j]!;
        const f = floats[saved + F * H + j]!;
        const g = floats[saved + G * H + j]!;
        const o = floats[saved + O * H + j]!;
        const tanhC = tanh(floats[at(call.cells) + (b * T + t) * H + j]!);
        if (call.dy !== 0) dh[j]! += floats[at(call.dy) + (b * T + t) * H + j]!;

        dc[j]! += dh[j]! * o * (1 - tanhC * tanhC);
        da[I * H + j] = dc[j]! * g * i * (1 - i);
        da[F * H + j] = dc[j]! * cPrevious[j]! * f * (1 - f);
        da[G * H + j] = dc[j]! * i * (1 - g * g);
        da[O * H + j] = dh[j]! * tanhC * o * (1 - o);
        dc[j]! *= f;
      }

      for (let k = 0; k < 4 * H; k++) {
        for (let i = 0; i < inputSize; i++) dx[i]! += floats[at(call.weightIh) + k * inputSize + i]! * da[k]!;
        for (let i = 0; i < H; i++) dhPrevious[i]! += floats[at(call.weightHh) + k * H + i]! * da[k]!;
        for (let i = 0; i < inputSize; i++) dWeightIh[k * inputSize + i]! += da[k]! * x[i]!;
        for (let i = 0; i < H; i++) dWeightHh[k * H + i]! += da[k]! * hPrevious[i]!;
        dBias[k]! += da[k]!;
      }
      if (call.dx !== 0) floats.set(dx, at(call.dx) + (b * T + t) * inputSize);
      dh = dhPrevious;
    }
    if (call.dh0 !== 0) floats.set(dh, at(call.dh0) + b * H);
    if (call.dc0 !== 0) floats.set(dc, at(call.dc0) + b * H);
  }

  if (call.dWeightIh !== 0) floats.set(dWeightIh, at(call.dWeightIh));
  if (call.dWeightHh !== 0) floats.set(dWeightHh, at(call.dWeightHh));
  if (call.dBiasIh !== 0) floats.set(dBias, at(call.dBiasIh));
  if (call.dBiasHh !== 0) floats.set(dBias, at(call.dBiasHh));
}
