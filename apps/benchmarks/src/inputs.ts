import { Rng } from "@unroll/random";
import { type Cell, gatesOf, type LanguageModelSizes, type NumericCase, nameOf, raggedLengths } from "./cases.ts";
import type { Named, Values } from "./values.ts";

/**
 * What every entrant of a case is given, under PyTorch's names and in its layouts: drawn as PyTorch draws it, from a seed
 * that is the name of the case.
 */
export function inputsOf(each: NumericCase): Named {
  const rng = new Rng(0).split(nameOf(each));
  const draw = (name: string, shape: readonly number[], bound: number): Values => {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    rng.split(name).fillUniform(data, -bound, bound);
    return { shape, data };
  };
  switch (each.kind) {
    case "sequence": {
      const { batch, time, inputSize, hiddenSize } = each.shape;
      const directions = directionsOf(each.cell);
      const lengths = new Int32Array(raggedLengths(batch, time));
      return {
        x: draw("x", [batch, time, inputSize], 1),
        dy: draw("dy", [batch, time, directions.length * hiddenSize], 1),
        ...Object.assign(
          {},
          ...directions.map((suffix) =>
            layerWeights(draw, `l0${suffix}`, gatesOf(each.cell) / directions.length, inputSize, hiddenSize),
          ),
        ),
        ...(each.ragged ? { lengths: { shape: [batch], data: lengths } } : {}),
      };
    }
    case "product":
      return { a: draw("a", [each.size, each.size], 1), b: draw("b", [each.size, each.size], 1) };
    case "language-model": {
      const { batch, time, sizes } = each;
      const ids = (name: string): Values => {
        const stream = rng.split(name);
        const data = Int32Array.from({ length: batch * time }, () => stream.integer(sizes.vocabSize));
        return { shape: [batch, time], data };
      };
      return { ids: ids("ids"), targets: ids("targets"), ...modelWeights(draw, sizes) };
    }
    case "generation":
      return modelWeights(draw, each.sizes);
  }
}

type Draw = (name: string, shape: readonly number[], bound: number) => Values;

/** What PyTorch puts behind the names of a layer's weights, for each of its directions. */
export function directionsOf(cell: Cell): readonly string[] {
  return cell === "bigru" ? ["", "_reverse"] : [""];
}

function layerWeights(draw: Draw, suffix: string, gates: number, inputSize: number, hiddenSize: number): Named {
  const bound = 1 / Math.sqrt(hiddenSize);
  const rows = gates * hiddenSize;
  const weight = (name: string, shape: readonly number[]) => ({
    [`${name}_${suffix}`]: draw(`${name}_${suffix}`, shape, bound),
  });
  return {
    ...weight("weight_ih", [rows, inputSize]),
    ...weight("weight_hh", [rows, hiddenSize]),
    ...weight("bias_ih", [rows]),
    ...weight("bias_hh", [rows]),
  };
}

function modelWeights(draw: Draw, { vocabSize, embeddingSize, hiddenSize, numLayers }: LanguageModelSizes): Named {
  const bound = 1 / Math.sqrt(hiddenSize);
  return {
    "embedding.weight": draw("embedding.weight", [vocabSize, embeddingSize], 1),
    ...Object.assign(
      {},
      ...Array.from({ length: numLayers }, (_, layer) =>
        layerWeights(draw, `l${layer}`, 3, layer === 0 ? embeddingSize : hiddenSize, hiddenSize),
      ),
    ),
    "output.weight": draw("output.weight", [vocabSize, hiddenSize], bound),
    "output.bias": draw("output.bias", [vocabSize], bound),
  };
}
