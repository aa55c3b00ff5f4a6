import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { loadPeer } from "../../peers/load.ts";
import type { Cell, GenerationCase, LanguageModelCase, SequenceCase } from "../cases.ts";
import { directionsOf } from "../inputs.ts";
import type { Facts } from "../protocol.ts";
import { type Named, reorderGates, sum, transposed, type Values, valuesOf } from "../values.ts";
import { argmax } from "./greedy.ts";
import type { Prepare, Prepared } from "./prepared.ts";

// What is used of TensorFlow.js; its own types are not there when this file is checked.
interface TfTensor {
  readonly shape: number[];
  dataSync(): Float32Array;
  dispose(): void;
  [method: string]: unknown;
}
type Gradients = Record<string, TfTensor>;
interface Layer {
  apply(x: TfTensor, options?: { initialState?: TfTensor[]; mask?: TfTensor }): TfTensor | TfTensor[];
  setWeights(weights: TfTensor[]): void;
  readonly weights: { readonly val: TfTensor; readonly originalName: string }[];
  readonly trainableWeights: { readonly val: TfTensor }[];
}
interface Tf {
  readonly version: { readonly tfjs: string };
  readonly layers: Record<"simpleRNN" | "gru" | "lstm" | "bidirectional" | "masking", (options: object) => Layer>;
  readonly train: { adam(rate: number): { applyGradients(gradients: Gradients): void } };
  readonly losses: { softmaxCrossEntropy(labels: TfTensor, logits: TfTensor): TfTensor };
  env(): { set(flag: string, value: unknown): void };
  setBackend(name: string): Promise<boolean>;
  getBackend(): string;
  tensor(data: Float32Array | Int32Array, shape: readonly number[], dtype?: string): TfTensor;
  variable(initial: TfTensor, trainable: boolean, name: string): TfTensor & { name: string };
  tidy<T>(run: () => T): T;
  keep(each: TfTensor): TfTensor;
  dispose(each: unknown): void;
  variableGrads(run: () => TfTensor, variables?: TfTensor[]): { value: TfTensor; grads: Gradients };
  customGrad(
    run: (w: TfTensor) => { value: TfTensor; gradFunc: (dy: TfTensor) => TfTensor },
  ): (w: TfTensor) => TfTensor;
  matMul(a: TfTensor, b: TfTensor, transposeA?: boolean, transposeB?: boolean): TfTensor;
  gather(a: TfTensor, ids: TfTensor): TfTensor;
  scatterND(ids: TfTensor, updates: TfTensor, shape: readonly number[]): TfTensor;
  oneHot(ids: TfTensor, depth: number): TfTensor;
  reshape(a: TfTensor, shape: readonly number[]): TfTensor;
  mul(a: TfTensor, b: TfTensor | number): TfTensor;
  div(a: TfTensor | number, b: TfTensor): TfTensor;
  add(a: TfTensor, b: TfTensor | number): TfTensor;
  addN(all: TfTensor[]): TfTensor;
  minimum(a: TfTensor | number, b: TfTensor): TfTensor;
  sqrt(a: TfTensor): TfTensor;
  square(a: TfTensor): TfTensor;
  sum(a: TfTensor): TfTensor;
}

/** The order of the gates in Keras, by their places in PyTorch's: z, r, n and i, f, g, o. */
const kerasGates: Readonly<Record<Cell, readonly number[]>> = {
  rnn: [0],
  gru: [1, 0, 2],
  bigru: [1, 0, 2],
  lstm: [0, 1, 2, 3],
};

/** TensorFlow.js on its wasm backend, with the layers that it has. */
export const prepare: Prepare = async ({ case: each, threads }, inputs) => {
  const tf = (await loadPeer("@tensorflow/tfjs")) as Tf;
  const wasm = (await loadPeer("@tensorflow/tfjs-backend-wasm")) as {
    setWasmPaths(folder: string): void;
    setThreadsCount(threads: number): void;
  };
  const peers = createRequire(new URL("../../peers/package.json", import.meta.url));
  wasm.setWasmPaths(join(dirname(peers.resolve("@tensorflow/tfjs-backend-wasm")), "/"));
  wasm.setThreadsCount(threads);
  if (!(await tf.setBackend("wasm"))) throw new Error("the wasm backend of TensorFlow.js did not start");
  const facts: Facts = { version: tf.version.tfjs, runs: "wasm with SIMD, 1 thread" };
  switch (each.kind) {
    case "sequence":
      return { facts, ...prepareSequence(tf, each, inputs) };
    case "product": {
      const [a, b] = [toTensor(tf, valuesOf(inputs, "a")), toTensor(tf, valuesOf(inputs, "b"))];
      return {
        facts,
        check: () => ({ output: toValues(tf.matMul(a, b)) }),
        step: () => tf.matMul(a, b).dispose(),
      };
    }
    case "language-model":
      return {
        facts: { ...facts, remark: "the gradient of the embedding by scatterND: its own has no wasm kernel" },
        ...prepareLanguageModel(tf, each, inputs),
      };
    case "generation":
      return { facts, ...prepareGeneration(tf, each, inputs) };
    case "tokenizer":
      throw new Error("TensorFlow.js has no tokenizers");
  }
};

function prepareSequence(tf: Tf, each: SequenceCase, inputs: Named): Omit<Prepared, "facts"> {
  const { cell, shape } = each;
  const x = toTensor(tf, valuesOf(inputs, "x"));
  const dy = toTensor(tf, valuesOf(inputs, "dy"));
  const own = layerOptions(shape.hiddenSize);
  const make = { rnn: tf.layers.simpleRNN, gru: tf.layers.gru, bigru: tf.layers.gru, lstm: tf.layers.lstm }[cell];
  const layer = cell === "bigru" ? tf.layers.bidirectional({ layer: make(own), mergeMode: "concat" }) : make(own);
  tf.tidy(() => layer.apply(x)); // builds it
  const suffixes = directionsOf(cell).map((suffix) => `l0${suffix}`);
  layer.setWeights(suffixes.flatMap((suffix) => layerWeights(tf, inputs, suffix, kerasGates[cell])));
  const mask = each.ragged ? maskOf(tf, each, inputs) : undefined;
  const forward = (): TfTensor => {
    if (mask === undefined) return layer.apply(x) as TfTensor;
    // Keras repeats the last state over padding; ours is 0 there, and so is the gradient that comes back.
    return tf.mul(layer.apply(x, { mask }) as TfTensor, tf.reshape(mask, [...mask.shape, 1]));
  };
  if (each.mode === "forward") {
    return {
      check: () => ({ output: toValues(tf.tidy(forward)) }),
      step: () => tf.dispose(tf.tidy(forward)),
    };
  }
  const variables = layer.trainableWeights.map((weight) => weight.val) as (TfTensor & { name: string })[];
  const train = (): Gradients => tf.variableGrads(() => tf.sum(tf.mul(forward(), dy)), variables).grads;
  const optimizer = tf.train.adam(0.001);
  return {
    check: () => {
      const output = toValues(tf.tidy(forward));
      const gradients = tf.tidy(train);
      const parts = ["weight_ih", "weight_hh", "bias_ih"];
      const named = variables.map(({ name }, i): [string, Values] => {
        const part = parts[i % parts.length] as string;
        const values = toValues(gradients[name] as TfTensor);
        const rows = part === "bias_ih" ? values : transposed(values);
        const suffix = suffixes[Math.floor(i / parts.length)] as string;
        return [`grad.${part}_${suffix}`, reorderGates(rows, kerasGates[cell])]; // each of these orders is its own inverse
      });
      return { output, ...Object.fromEntries(named) };
    },
    step: () =>
      tf.tidy(() => {
        const gradients = train();
        if (each.mode === "adam") optimizer.applyGradients(gradients);
      }),
  };
}

function prepareLanguageModel(tf: Tf, each: LanguageModelCase, inputs: Named): Omit<Prepared, "facts"> {
  const { vocabSize, embeddingSize, hiddenSize, numLayers } = each.sizes;
  const rows = each.batch * each.time;
  const ids = toTensor(tf, valuesOf(inputs, "ids"));
  const targets = tf.reshape(toTensor(tf, valuesOf(inputs, "targets")), [rows]);
  const model = buildModel(tf, each.sizes, inputs, each.batch);
  const embed = tf.customGrad((table) => ({
    value: tf.gather(table, ids),
    gradFunc: (dy) =>
      tf.scatterND(tf.reshape(ids, [rows, 1]), tf.reshape(dy, [rows, embeddingSize]), [vocabSize, embeddingSize]),
  }));
  const lossOf = (): TfTensor => {
    let output = embed(model.embedding);
    for (const layer of model.layers) output = layer.apply(output) as TfTensor;
    const logits = tf.add(tf.matMul(tf.reshape(output, [rows, hiddenSize]), model.weight, false, true), model.bias);
    return tf.losses.softmaxCrossEntropy(tf.oneHot(targets, vocabSize), logits);
  };
  const variables = [
    model.embedding,
    ...model.layers.flatMap((layer) => layer.trainableWeights.map((weight) => weight.val)),
    model.weight,
    model.bias,
  ] as (TfTensor & { name: string })[];
  const names = [
    "embedding.weight",
    ...Array.from({ length: numLayers }, (_, layer) =>
      ["weight_ih", "weight_hh", "bias_ih"].map((part) => `${part}_l${layer}`),
    ).flat(),
    "output.weight",
    "output.bias",
  ];
  const optimizer = tf.train.adam(0.001);
  return {
    check: () => {
      const { value, grads } = tf.tidy(() => tf.variableGrads(lossOf, variables));
      const named = variables.map((variable, i): [string, Values] => {
        const name = names[i] as string;
        const values = toValues(grads[variable.name] as TfTensor);
        if (!name.includes("_l")) return [`grad.${name}`, values];
        return [`grad.${name}`, reorderGates(name.startsWith("bias") ? values : transposed(values), kerasGates.gru)];
      });
      return { loss: { shape: [], data: value.dataSync() }, ...Object.fromEntries(named) };
    },
    step: () =>
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(lossOf, variables);
        const norm = tf.sqrt(tf.addN(Object.values(grads).map((each) => tf.sum(tf.square(each)))));
        const factor = tf.minimum(1, tf.div(1, tf.add(norm, 1e-6)));
        optimizer.applyGradients(
          Object.fromEntries(Object.entries(grads).map(([name, each]) => [name, tf.mul(each, factor)])),
        );
        return value.dataSync()[0];
      }),
  };
}

function prepareGeneration(tf: Tf, each: GenerationCase, inputs: Named): Omit<Prepared, "facts"> {
  const { hiddenSize, numLayers } = each.sizes;
  const model = buildModel(tf, each.sizes, inputs, 1);
  const start = tf.tensor(new Float32Array(hiddenSize), [1, hiddenSize]);
  const generate = (tokens: number): Named =>
    tf.tidy(() => {
      const ids = new Int32Array(tokens);
      let states: TfTensor[] = Array.from({ length: numLayers }, () => start);
      let last: Float32Array = new Float32Array();
      let id = 0;
      for (let i = 0; i < tokens; i++) {
        let output = tf.gather(model.embedding, tf.tensor(Int32Array.of(id), [1, 1], "int32"));
        states = model.layers.map((layer, k) => {
          const [y, state] = layer.apply(output, { initialState: [states[k] as TfTensor] }) as [TfTensor, TfTensor];
          output = y;
          return state;
        });
        const logits = tf.add(tf.matMul(tf.reshape(output, [1, hiddenSize]), model.weight, false, true), model.bias);
        last = logits.dataSync();
        id = argmax(last);
        ids[i] = id;
      }
      return { tokens: { shape: [tokens], data: ids }, logits: { shape: [last.length], data: last } };
    });
  return { check: () => generate(8), step: () => void generate(each.tokens) };
}

/** The language model; with a batch of one, its layers return their states. */
function buildModel(
  tf: Tf,
  { embeddingSize, hiddenSize, numLayers }: GenerationCase["sizes"],
  inputs: Named,
  batch: number,
): { embedding: TfTensor; layers: Layer[]; weight: TfTensor; bias: TfTensor } {
  const layers = Array.from({ length: numLayers }, (_, index) => {
    const layer = tf.layers.gru({ ...layerOptions(hiddenSize), returnState: batch === 1 });
    const width = index === 0 ? embeddingSize : hiddenSize;
    tf.tidy(() => layer.apply(tf.tensor(new Float32Array(batch * width), [batch, 1, width])));
    layer.setWeights(layerWeights(tf, inputs, `l${index}`, kerasGates.gru));
    return layer;
  });
  const variable = (name: string): TfTensor => tf.variable(toTensor(tf, valuesOf(inputs, name)), true, name);
  return {
    embedding: variable("embedding.weight"),
    layers,
    weight: variable("output.weight"),
    bias: variable("output.bias"),
  };
}

/** As PyTorch's layers are; the weights are set afterwards. */
function layerOptions(units: number): object {
  const zeros = { kernelInitializer: "zeros", recurrentInitializer: "zeros" };
  return { units, returnSequences: true, recurrentActivation: "sigmoid", ...zeros };
}

/** Kernel [I, G H], recurrent kernel [H, G H] and the one bias of a layer. */
function layerWeights(tf: Tf, inputs: Named, suffix: string, order: readonly number[]): TfTensor[] {
  const part = (name: string): Values => valuesOf(inputs, `${name}_${suffix}`);
  return [
    toTensor(tf, transposed(reorderGates(part("weight_ih"), order))),
    toTensor(tf, transposed(reorderGates(part("weight_hh"), order))),
    toTensor(tf, reorderGates(sum(part("bias_ih"), part("bias_hh")), order)),
  ];
}

/** [B, T], 1 where a step is no padding. */
function maskOf(tf: Tf, { shape: { batch, time } }: SequenceCase, inputs: Named): TfTensor {
  const { data: lengths } = valuesOf(inputs, "lengths");
  const mask = Float32Array.from({ length: batch * time }, (_, i) =>
    i % time < (lengths[Math.floor(i / time)] as number) ? 1 : 0,
  );
  return tf.tensor(mask, [batch, time]);
}

function toTensor(tf: Tf, { shape, data }: Values): TfTensor {
  return tf.tensor(data, shape, data instanceof Int32Array ? "int32" : "float32");
}

function toValues(each: TfTensor): Values {
  return { shape: each.shape, data: each.dataSync() };
}
