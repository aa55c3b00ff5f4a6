import { loadPeer } from "../../peers/load.ts";
import type { GenerationCase, SequenceCase } from "../cases.ts";
import type { Facts } from "../protocol.ts";
import { type Named, swapFirstAxes, type Values, valuesOf } from "../values.ts";
import { argmax } from "./greedy.ts";
import { generationModel, loadOnnx, productModel, sequenceModel } from "./onnx-models.ts";
import type { Prepare, Prepared } from "./prepared.ts";

// What is used of onnxruntime-web and onnxruntime-node; their types are not there when this file is checked.
interface OrtTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}
type Feeds = Record<string, OrtTensor>;
interface Session {
  run(feeds: Feeds): Promise<Feeds>;
}
interface Ort {
  readonly env: { readonly versions: Record<string, string>; readonly wasm: { numThreads: number } };
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
  readonly Tensor: new (
    type: "float32" | "int32" | "int64",
    data: Float32Array | Int32Array | BigInt64Array,
    dims: readonly number[],
  ) => OrtTensor;
}

/** onnxruntime, of which there are two: WebAssembly and native. Inference alone. */
export const prepare: Prepare = async ({ case: each, threads, form }, inputs) => {
  const web = process.argv[2] === "ort-web";
  const ort = (await loadPeer(web ? "onnxruntime-web" : "onnxruntime-node")) as Ort;
  if (web) ort.env.wasm.numThreads = threads;
  const options = {
    executionProviders: [web ? "wasm" : "cpu"],
    graphOptimizationLevel: "all",
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  };
  const onnx = await loadOnnx();
  const open = (model: Uint8Array): Promise<Session> => ort.InferenceSession.create(model, options);
  const versions = ort.env.versions;
  const facts: Facts = {
    version: versions[web ? "web" : "node"] ?? versions.common ?? "?",
    runs: `${web ? "wasm" : "native CPU"}, ${threads} thread${threads === 1 ? "" : "s"}`,
  };
  switch (each.kind) {
    case "sequence": {
      const session = await open(sequenceModel(onnx, each, form, inputs));
      return { facts, ...prepareSequence(ort, session, each, inputs) };
    }
    case "product": {
      const session = await open(productModel(onnx, each.size));
      const feeds = { a: toTensor(ort, valuesOf(inputs, "a")), b: toTensor(ort, valuesOf(inputs, "b")) };
      return {
        facts,
        check: async () => ({ output: toValues((await session.run(feeds)).c) }),
        step: () => session.run(feeds),
      };
    }
    case "generation": {
      const session = await open(generationModel(onnx, each, form, inputs));
      return { facts, ...prepareGeneration(ort, session, each) };
    }
    case "language-model":
      throw new Error("onnxruntime does not train");
    case "tokenizer":
      throw new Error("onnxruntime has no tokenizers");
  }
};

function prepareSequence(ort: Ort, session: Session, each: SequenceCase, inputs: Named): Omit<Prepared, "facts"> {
  const feeds: Feeds = { x: toTensor(ort, swapFirstAxes(valuesOf(inputs, "x"))) }; // its layout is time first
  if (each.ragged) feeds.lengths = toTensor(ort, valuesOf(inputs, "lengths"));
  return {
    check: async () => {
      const { data, shape } = toValues((await session.run(feeds)).y); // [T, D, B, H]
      const [time = 0, directions = 0, batch = 0, hidden = 0] = shape;
      const out = new Float32Array(data.length);
      for (let t = 0; t < time; t++) {
        for (let d = 0; d < directions; d++) {
          for (let b = 0; b < batch; b++) {
            const from = ((t * directions + d) * batch + b) * hidden;
            out.set(data.subarray(from, from + hidden), ((b * time + t) * directions + d) * hidden);
          }
        }
      }
      return { output: { shape: [batch, time, directions * hidden], data: out } };
    },
    step: () => session.run(feeds),
  };
}

function prepareGeneration(ort: Ort, session: Session, each: GenerationCase): Omit<Prepared, "facts"> {
  const { hiddenSize, numLayers } = each.sizes;
  const zeros = new ort.Tensor("float32", new Float32Array(hiddenSize), [1, 1, hiddenSize]);
  const layers = Array.from({ length: numLayers }, (_, layer) => layer);
  const generate = async (tokens: number): Promise<Named> => {
    const ids = new Int32Array(tokens);
    let states = layers.map(() => zeros);
    let last: Float32Array = new Float32Array();
    let id = 0;
    for (let i = 0; i < tokens; i++) {
      const feeds: Feeds = { id: new ort.Tensor("int64", BigInt64Array.of(BigInt(id)), [1, 1]) };
      for (const layer of layers) feeds[`h${layer}`] = states[layer] as OrtTensor;
      const results = await session.run(feeds);
      states = layers.map((layer) => results[`last${layer}`] as OrtTensor);
      last = (results.logits as OrtTensor).data;
      id = argmax(last);
      ids[i] = id;
    }
    return { tokens: { shape: [tokens], data: ids }, logits: { shape: [last.length], data: last } };
  };
  return { check: () => generate(8), step: () => generate(each.tokens) };
}

function toTensor(ort: Ort, { shape, data }: Values): OrtTensor {
  return new ort.Tensor(data instanceof Int32Array ? "int32" : "float32", data, shape);
}

function toValues(each: OrtTensor | undefined): Values {
  if (each === undefined) throw new Error("an output is missing");
  return { shape: each.dims, data: each.data };
}
