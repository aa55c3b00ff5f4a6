import { loadPeer } from "../../peers/load.ts";
import type { GenerationCase, LanguageModelCase, SequenceCase } from "../cases.ts";
import { directionsOf } from "../inputs.ts";
import type { Facts } from "../protocol.ts";
import { type Named, swapFirstAxes, type Values, valuesOf } from "../values.ts";
import { argmax } from "./greedy.ts";
import { languageModel, runLayer } from "./jax-layers.ts";
import { Optimizer } from "./jax-optimizer.ts";
import type { Arrays, Jax, JaxArray } from "./jax-types.ts";
import { versionOf } from "./peer-version.ts";
import type { Prepare, Prepared } from "./prepared.ts";

/** @jax-js/jax on WebAssembly, everything compiled by its `jit`. In Node it has no workers. */
export const prepare: Prepare = async ({ case: each }, inputs) => {
  const jax = (await loadPeer("@jax-js/jax")) as Jax;
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  const facts: Facts = { version: versionOf("@jax-js/jax"), runs: "wasm, jit, 1 thread" };
  switch (each.kind) {
    case "sequence":
      return {
        facts: { ...facts, remark: "layers written with it: it has none" },
        ...prepareSequence(jax, each, inputs),
      };
    case "product": {
      const [a, b] = [toArray(jax, valuesOf(inputs, "a")), toArray(jax, valuesOf(inputs, "b"))];
      const product = jax.jit((x: JaxArray, y: JaxArray) => jax.numpy.matmul(x, y));
      return {
        facts,
        check: () => ({ output: toValues(product(a.ref, b.ref)) }),
        step: () => finish(jax, product(a.ref, b.ref)),
      };
    }
    case "language-model":
      return {
        facts: { ...facts, remark: "the gradient of the embedding outside jit, which cannot compile it" },
        ...prepareLanguageModel(jax, each, inputs),
      };
    case "generation":
      return { facts, ...prepareGeneration(jax, each, inputs) };
    case "tokenizer":
      throw new Error("jax-js has no tokenizers");
  }
};

function prepareSequence(jax: Jax, each: SequenceCase, inputs: Named): Omit<Prepared, "facts"> {
  const { numpy: np, tree } = jax;
  const x = toArray(jax, swapFirstAxes(valuesOf(inputs, "x")));
  const dy = toArray(jax, swapFirstAxes(valuesOf(inputs, "dy")));
  const mask = each.ragged ? { mask: maskOf(jax, each, inputs) } : {};
  const weights = weightsOf(jax, inputs, /^(weight|bias)_/);
  const forward = (own: Arrays, input: JaxArray): JaxArray => {
    const directions = directionsOf(each.cell).map((suffix) =>
      runLayer(jax, each.cell, own, `l0${suffix}`, input, { reverse: suffix !== "", ...mask }),
    );
    const [first, second] = directions as [JaxArray[], JaxArray[] | undefined];
    return np.stack(
      second === undefined ? first : first.map((y, t) => np.concatenate([y, second[t] as JaxArray], 1)),
      0,
    );
  };
  const run = jax.jit(forward);
  const output = (): Values => swapFirstAxes(toValues(run(tree.ref(weights), x.ref)));
  if (each.mode === "forward") {
    return { check: () => ({ output: output() }), step: () => finish(jax, run(tree.ref(weights), x.ref)) };
  }
  const train = jax.jit(
    jax.valueAndGrad((own: Arrays, input: JaxArray, seed: JaxArray) => forward(own, input).mul(seed).sum()),
  );
  const check = (): Named => {
    const [value, gradients] = train(tree.ref(weights), x.ref, dy.ref);
    value.dispose();
    return { output: output(), ...namedGradients(gradients) };
  };
  if (each.mode === "train") return { check, step: () => finish(jax, train(tree.ref(weights), x.ref, dy.ref)) };
  const optimizer = new Optimizer(jax, weights);
  return {
    check,
    step: async () => {
      const [value, gradients] = train(tree.ref(optimizer.weights), x.ref, dy.ref);
      value.dispose();
      await optimizer.step(gradients);
    },
  };
}

function prepareLanguageModel(jax: Jax, each: LanguageModelCase, inputs: Named): Omit<Prepared, "facts"> {
  const { numpy: np, nn, tree } = jax;
  const { vocabSize, embeddingSize } = each.sizes;
  const rows = each.batch * each.time;
  const timeFirst = (name: string): JaxArray => {
    const { shape, data } = valuesOf(inputs, name);
    return np.array(swapFirstAxes({ shape: [...shape, 1], data }).data, { shape: [rows], dtype: np.int32 });
  };
  const [ids, targets] = [timeFirst("ids"), timeFirst("targets")];
  const weights = weightsOf(jax, inputs, /^(embedding|output)\.|_l\d/);
  const train = jax.jit(
    jax.valueAndGrad((own: Arrays, wanted: JaxArray) => {
      const embedded = (own.embedded as JaxArray).ref.reshape([each.time, each.batch, embeddingSize]);
      const { logits } = languageModel(jax, each.sizes, own, embedded);
      return nn
        .logSoftmax(logits, -1)
        .mul(nn.oneHot(wanted, vocabSize))
        .sum()
        .mul(-1 / rows);
    }),
  );
  const gradientsOf = (all: Arrays): [JaxArray, Arrays] => {
    const { "embedding.weight": table, ...others } = all as Arrays & { "embedding.weight": JaxArray };
    const [embedded, pull] = jax.vjp((w) => np.take(w, ids.ref, 0), [table.ref]);
    const [loss, { embedded: gradient, ...rest }] = train({ ...tree.ref(others), embedded }, targets.ref);
    const [scattered] = pull(gradient as JaxArray);
    pull.dispose();
    return [loss, { ...rest, "embedding.weight": scattered }];
  };
  const optimizer = new Optimizer(jax, weights, 1);
  return {
    check: () => {
      const [loss, gradients] = gradientsOf(weights);
      return { loss: toValues(loss), ...namedGradients(gradients) };
    },
    step: async () => {
      const [loss, gradients] = gradientsOf(optimizer.weights);
      await optimizer.step(gradients);
      return loss.dataSync()[0];
    },
  };
}

function prepareGeneration(jax: Jax, each: GenerationCase, inputs: Named): Omit<Prepared, "facts"> {
  const { numpy: np, tree } = jax;
  const { hiddenSize, embeddingSize, numLayers } = each.sizes;
  const weights = weightsOf(jax, inputs, /./);
  const next = jax.jit((own: Arrays, id: JaxArray, states: JaxArray[]) => {
    const embedded = np.take((own["embedding.weight"] as JaxArray).ref, id, 0).reshape([1, 1, embeddingSize]);
    return languageModel(jax, each.sizes, own, embedded, states);
  });
  const generate = (tokens: number): Named => {
    const ids = new Int32Array(tokens);
    let states = Array.from({ length: numLayers }, () => np.zeros([1, hiddenSize]));
    let last: Float32Array = new Float32Array();
    let id = 0;
    for (let i = 0; i < tokens; i++) {
      const input = np.array(Int32Array.of(id), { shape: [1], dtype: np.int32 });
      const result = next(tree.ref(weights), input, states);
      states = result.states;
      last = result.logits.dataSync();
      id = argmax(last);
      ids[i] = id;
    }
    tree.dispose(states);
    return { tokens: { shape: [tokens], data: ids }, logits: { shape: [last.length], data: last } };
  };
  return { check: () => generate(8), step: () => void generate(each.tokens) };
}

/** Waits for what is computed lazily, and gives its memory back. */
async function finish(jax: Jax, results: unknown): Promise<void> {
  await jax.blockUntilReady(results);
  jax.tree.dispose(results);
}

/** [T, B, 1], 1 where a step is no padding. */
function maskOf(jax: Jax, { shape: { batch, time } }: SequenceCase, inputs: Named): JaxArray {
  const { data: lengths } = valuesOf(inputs, "lengths");
  const mask = Float32Array.from({ length: time * batch }, (_, i) =>
    Math.floor(i / batch) < (lengths[i % batch] as number) ? 1 : 0,
  );
  return jax.numpy.array(mask, { shape: [time, batch, 1] });
}

function weightsOf(jax: Jax, inputs: Named, names: RegExp): Arrays {
  const chosen = Object.entries(inputs).filter(([name]) => names.test(name));
  return Object.fromEntries(chosen.map(([name, values]) => [name, toArray(jax, values)]));
}

function namedGradients(gradients: Arrays): Named {
  return Object.fromEntries(Object.entries(gradients).map(([name, each]) => [`grad.${name}`, toValues(each)]));
}

function toArray(jax: Jax, { shape, data }: Values): JaxArray {
  return jax.numpy.array(data, { shape });
}

function toValues(each: JaxArray): Values {
  const { shape } = each;
  return { shape: [...shape], data: each.dataSync() };
}
