import type { Cell, LanguageModelSizes } from "../cases.ts";
import type { Arrays, Jax, JaxArray } from "./jax-types.ts";

// jax-js has no recurrent layers: these are written as its users would write them, a loop that jit unrolls. Of the forms
// that were tried, the input product inside the step and sequences with time first are the fastest.

/** One direction of a layer over x [T, B, I]: its states [B, H] by time. `mask` [T, B, 1] is 1 where a step is no padding. */
export function runLayer(
  jax: Jax,
  cell: Cell,
  weights: Arrays,
  suffix: string,
  x: JaxArray,
  { reverse = false, mask, initial }: { reverse?: boolean; mask?: JaxArray | undefined; initial?: JaxArray } = {},
): JaxArray[] {
  const { numpy: np, nn } = jax;
  const weight = (name: string): JaxArray => (weights[`${name}_${suffix}`] as JaxArray).ref;
  const [time = 0, batch = 0] = x.shape;
  const hidden = weight("weight_hh").shape[1] as number;
  const wIh = weight("weight_ih").transpose();
  const wHh = weight("weight_hh").transpose();
  const [bIh, bHh] = [weight("bias_ih"), weight("bias_hh")];
  const gate = (gates: JaxArray, k: number): JaxArray => gates.ref.slice([], [k * hidden, (k + 1) * hidden]);
  let h = initial ?? np.zeros([batch, hidden]);
  let c = np.zeros([batch, hidden]);

  const step = (xt: JaxArray): { h: JaxArray; c: JaxArray } => {
    const gi = np.matmul(xt, wIh.ref).add(bIh.ref);
    const gh = np.matmul(h.ref, wHh.ref).add(bHh.ref);
    if (cell === "rnn") return { h: np.tanh(gi.add(gh)), c };
    if (cell === "lstm") {
      const all = gi.add(gh);
      const next = nn
        .sigmoid(gate(all, 1))
        .mul(c.ref)
        .add(nn.sigmoid(gate(all, 0)).mul(np.tanh(gate(all, 2))));
      return { h: nn.sigmoid(gate(all, 3)).mul(np.tanh(next.ref)), c: next };
    }
    const r = nn.sigmoid(gate(gi, 0).add(gate(gh, 0)));
    const z = nn.sigmoid(gate(gi, 1).add(gate(gh, 1)));
    const n = np.tanh(gate(gi, 2).add(r.mul(gate(gh, 2))));
    return { h: n.ref.add(z.mul(h.ref.sub(n))), c };
  };

  const outputs: JaxArray[] = [];
  for (let k = 0; k < time; k++) {
    const t = reverse ? time - 1 - k : k;
    const next = step(x.ref.slice(t));
    if (mask === undefined) {
      ({ h, c } = next);
      outputs[t] = h.ref;
    } else {
      const valid = mask.ref.slice(t);
      const choose = (a: JaxArray, b: JaxArray): JaxArray => b.ref.add(valid.ref.mul(a.sub(b.ref)));
      h = choose(next.h, h);
      if (cell === "lstm") c = choose(next.c, c);
      outputs[t] = h.ref.mul(valid.ref);
    }
  }
  return outputs;
}

/** Logits [T * B, V] from embedded tokens [T, B, E], and the last state of each layer. */
export function languageModel(
  jax: Jax,
  { numLayers, hiddenSize }: LanguageModelSizes,
  weights: Arrays,
  embedded: JaxArray,
  states?: readonly JaxArray[],
): { logits: JaxArray; states: JaxArray[] } {
  let x = embedded;
  const last: JaxArray[] = [];
  for (let layer = 0; layer < numLayers; layer++) {
    const initial = states?.[layer];
    const outputs = runLayer(jax, "gru", weights, `l${layer}`, x, initial === undefined ? {} : { initial });
    last.push((outputs.at(-1) as JaxArray).ref);
    x = jax.numpy.stack(outputs, 0);
  }
  const [time = 0, batch = 0] = x.shape;
  const rows = x.reshape([time * batch, hiddenSize]);
  const product = jax.numpy.matmul(rows, (weights["output.weight"] as JaxArray).ref.transpose());
  return { logits: product.add((weights["output.bias"] as JaxArray).ref), states: last };
}
