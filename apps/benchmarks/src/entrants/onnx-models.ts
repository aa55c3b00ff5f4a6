import { loadPeer } from "../../peers/load.ts";
import type { Cell, Form, GenerationCase, SequenceCase } from "../cases.ts";
import { directionsOf } from "../inputs.ts";
import { type Named, reorderGates, transposed, type Values, valuesOf } from "../values.ts";

// The models that onnxruntime runs, built from our weights: a graph of a few nodes each.

type Message = Record<string, unknown>;

/** The package onnx-proto: ONNX's own message types. */
export interface Onnx {
  readonly ModelProto: { encode(model: Message): { finish(): Uint8Array } };
}

/** Loads {@link Onnx}. */
export async function loadOnnx(): Promise<Onnx> {
  return ((await loadPeer("onnx-proto")) as { onnx: Onnx }).onnx;
}

const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_STRING = 3;

/** The order of the gates in ONNX, by their places in PyTorch's: z, r, n and i, o, f, g. */
const onnxGates: Readonly<Record<Cell, readonly number[]>> = {
  rnn: [0],
  gru: [1, 0, 2],
  bigru: [1, 0, 2],
  lstm: [0, 3, 1, 2],
};

const operators: Readonly<Record<Cell, string>> = { rnn: "RNN", gru: "GRU", bigru: "GRU", lstm: "LSTM" };

/** x [T, B, I], and perhaps lengths [B], to y [T, D, B, H]. */
export function sequenceModel(onnx: Onnx, each: SequenceCase, form: Form, inputs: Named): Uint8Array {
  const { batch, time, inputSize, hiddenSize } = each.shape;
  const suffixes = directionsOf(each.cell).map((suffix) => `l0${suffix}`);
  return encode(onnx, {
    inputs: [value("x", FLOAT, [time, batch, inputSize]), ...(each.ragged ? [value("lengths", INT32, [batch])] : [])],
    outputs: [value("y", FLOAT, [time, suffixes.length, batch, hiddenSize])],
    nodes: [
      node(operators[each.cell], ["x", "w", "r", "b", each.ragged ? "lengths" : ""], ["y"], {
        hidden_size: hiddenSize,
        direction: suffixes.length === 2 ? "bidirectional" : "forward",
        ...gruForm(each.cell, form),
      }),
    ],
    constants: layerConstants(inputs, suffixes, onnxGates[each.cell], ""),
  });
}

/** a b */
export function productModel(onnx: Onnx, size: number): Uint8Array {
  return encode(onnx, {
    inputs: [value("a", FLOAT, [size, size]), value("b", FLOAT, [size, size])],
    outputs: [value("c", FLOAT, [size, size])],
    nodes: [node("MatMul", ["a", "b"], ["c"])],
    constants: {},
  });
}

/** id [1, 1] and the states h0, h1, ... [1, 1, H] to logits [1, V] and the states last0, last1, ... */
export function generationModel(onnx: Onnx, each: GenerationCase, form: Form, inputs: Named): Uint8Array {
  const { hiddenSize, numLayers, vocabSize } = each.sizes;
  const layers = Array.from({ length: numLayers }, (_, layer) => layer);
  const state = [1, 1, hiddenSize];
  const top = `y${numLayers - 1}`;
  return encode(onnx, {
    inputs: [value("id", INT64, [1, 1]), ...layers.map((layer) => value(`h${layer}`, FLOAT, state))],
    outputs: [value("logits", FLOAT, [1, vocabSize]), ...layers.map((layer) => value(`last${layer}`, FLOAT, state))],
    nodes: [
      node("Gather", ["embedding", "id"], ["x0"]), // [T = 1, B = 1, E]
      ...layers.flatMap((layer) => [
        node(
          "GRU",
          [`x${layer}`, `w${layer}`, `r${layer}`, `b${layer}`, "", `h${layer}`],
          [`y${layer}`, `last${layer}`],
          { hidden_size: hiddenSize, ...gruForm("gru", form) },
        ),
        node("Reshape", [`y${layer}`, layer === numLayers - 1 ? "row" : "step"], [`x${layer + 1}`]),
      ]),
      node("MatMul", [`x${numLayers}`, "weight"], [`${top}w`]),
      node("Add", [`${top}w`, "bias"], ["logits"]),
    ],
    constants: {
      embedding: valuesOf(inputs, "embedding.weight"),
      ...Object.assign({}, ...layers.map((layer) => layerConstants(inputs, [`l${layer}`], onnxGates.gru, `${layer}`))),
      weight: transposed(valuesOf(inputs, "output.weight")),
      bias: valuesOf(inputs, "output.bias"),
    },
    dimensions: { step: [1, 1, hiddenSize], row: [1, hiddenSize] },
  });
}

function gruForm(cell: Cell, form: Form): Record<string, number> {
  return cell === "gru" || cell === "bigru" ? { linear_before_reset: form === "reset after" ? 1 : 0 } : {};
}

/** W [D, G H, I], R [D, G H, H], and B [D, 2 G H]: both biases. */
function layerConstants(
  inputs: Named,
  suffixes: readonly string[],
  order: readonly number[],
  name: string,
): Record<string, Values> {
  const parts = (part: string): Values[] =>
    suffixes.map((suffix) => reorderGates(valuesOf(inputs, `${part}_${suffix}`), order));
  const biases = parts("bias_ih").map((ih, i) => joined([ih, parts("bias_hh")[i] as Values], []));
  const withDirection = (all: readonly Values[]): Values => joined(all, [suffixes.length, ...(all[0] as Values).shape]);
  return {
    [`w${name}`]: withDirection(parts("weight_ih")),
    [`r${name}`]: withDirection(parts("weight_hh")),
    [`b${name}`]: joined(biases, [suffixes.length, (biases[0] as Values).data.length]),
  };
}

function joined(all: readonly Values[], shape: readonly number[]): Values {
  return { shape, data: Float32Array.from(all.flatMap(({ data }) => [...data])) };
}

interface Graph {
  readonly inputs: readonly Message[];
  readonly outputs: readonly Message[];
  readonly nodes: readonly Message[];
  readonly constants: Readonly<Record<string, Values>>;
  /** Shapes that nodes take as operands. */
  readonly dimensions?: Readonly<Record<string, readonly number[]>>;
}

function encode(onnx: Onnx, { inputs, outputs, nodes, constants, dimensions = {} }: Graph): Uint8Array {
  const floats = Object.entries(constants).map(([name, { shape, data }]) => ({
    name,
    dims: shape,
    dataType: FLOAT,
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }));
  const shapes = Object.entries(dimensions).map(([name, shape]) => {
    const data = BigInt64Array.from(shape, BigInt);
    return { name, dims: [shape.length], dataType: INT64, rawData: new Uint8Array(data.buffer) };
  });
  const graph = { name: "case", node: nodes, input: inputs, output: outputs, initializer: [...floats, ...shapes] };
  return onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: "", version: 15 }], graph }).finish();
}

function value(name: string, elemType: number, shape: readonly number[]): Message {
  return { name, type: { tensorType: { elemType, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } } };
}

function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, number | string>> = {},
): Message {
  const attribute = Object.entries(attributes).map(([name, each]) =>
    typeof each === "number"
      ? { name, type: ATTRIBUTE_INT, i: each }
      : { name, type: ATTRIBUTE_STRING, s: new TextEncoder().encode(each) },
  );
  return { opType, input, output, attribute };
}
