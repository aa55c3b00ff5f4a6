import { readFileSync } from "node:fs";
import { Adam } from "@unroll/nn";
import {
  type BackendName,
  concat,
  crossEntropy,
  embedding,
  gru,
  linear,
  lstm,
  noGrad,
  Parameter,
  rnn,
  type SequenceWeights,
  scope,
  setBackend,
  type Tensor,
  tensor,
} from "@unroll/tensor";
import type { GenerationCase, LanguageModelCase, LanguageModelSizes, ProductCase, SequenceCase } from "../cases.ts";
import { directionsOf } from "../inputs.ts";
import type { Facts, Task } from "../protocol.ts";
import { type Named, type Values, valuesOf } from "../values.ts";
import { argmax } from "./greedy.ts";
import type { Prepare, Prepared } from "./prepared.ts";

/** Unroll itself, by its public functions. */
export const prepare: Prepare = (task, inputs) => {
  setBackend(task.backend as BackendName);
  const facts: Facts = { version: ownVersion(), runs: `${task.backend}, 1 thread` };
  return { facts, ...prepareCase(task, inputs) };
};

function prepareCase(task: Task, inputs: Named): Omit<Prepared, "facts"> {
  switch (task.case.kind) {
    case "sequence":
      return prepareSequence(task.case, task, inputs);
    case "product":
      return prepareProduct(task.case, inputs);
    case "language-model":
      return prepareLanguageModel(task.case, task, inputs);
    case "generation":
      return prepareGeneration(task.case, task, inputs);
  }
}

function prepareSequence(each: SequenceCase, { form }: Task, inputs: Named): Omit<Prepared, "facts"> {
  const x = toTensor(valuesOf(inputs, "x"));
  const dy = toTensor(valuesOf(inputs, "dy"));
  const lengths = each.ragged ? { lengths: [...valuesOf(inputs, "lengths").data] } : {};
  const weights = parametersOf(inputs, /^(weight|bias)_/);
  const forward = (): Tensor => {
    const outputs = directionsOf(each.cell).map((suffix) => {
      const own = layerWeights(weights, `l0${suffix}`);
      const walk = { ...lengths, reverse: suffix !== "" };
      if (each.cell === "rnn") return rnn(x, own, walk).output;
      if (each.cell === "lstm") return lstm(x, own, walk).output;
      return gru(x, own, { ...walk, resetBefore: form === "reset before" }).output;
    });
    return outputs.length === 1 ? (outputs[0] as Tensor) : concat(outputs, -1);
  };
  if (each.mode === "forward") {
    return {
      check: () => noGrad(() => scope(() => ({ output: toValues(forward()) }))),
      step: () => noGrad(() => scope(() => void forward())),
    };
  }
  const optimizer = new Adam(Object.values(weights));
  const train = (): Tensor => {
    optimizer.zeroGrad();
    const output = forward();
    output.backward(dy);
    return output;
  };
  return {
    check: () => scope(() => ({ output: toValues(train()), ...gradientsOf(weights) })),
    step: () =>
      scope(() => {
        train();
        if (each.mode === "adam") optimizer.step();
      }),
  };
}

function prepareProduct(_: ProductCase, inputs: Named): Omit<Prepared, "facts"> {
  const a = toTensor(valuesOf(inputs, "a"));
  const b = toTensor(valuesOf(inputs, "b"));
  return {
    check: () => scope(() => ({ output: toValues(a.matmul(b)) })),
    step: () => scope(() => void a.matmul(b)),
  };
}

function prepareLanguageModel(each: LanguageModelCase, { form }: Task, inputs: Named): Omit<Prepared, "facts"> {
  const ids = toIds(valuesOf(inputs, "ids"));
  const targets = toIds(valuesOf(inputs, "targets"));
  const weights = parametersOf(inputs, /^(embedding|output)\.|_l\d/);
  const optimizer = new Adam(Object.values(weights), { clipNorm: 1 });
  const train = (): number => {
    optimizer.zeroGrad();
    const { logits } = languageModel(weights, each.sizes, form === "reset before", ids);
    const loss = crossEntropy(logits, targets);
    loss.backward();
    return loss.item();
  };
  return {
    check: () => scope(() => ({ loss: { shape: [], data: new Float32Array([train()]) }, ...gradientsOf(weights) })),
    step: () =>
      scope(() => {
        train();
        optimizer.step();
      }),
  };
}

function prepareGeneration(each: GenerationCase, { form }: Task, inputs: Named): Omit<Prepared, "facts"> {
  const weights = parametersOf(inputs, /./);
  const generate = (tokens: number): Named => {
    const ids = new Int32Array(tokens);
    let last: Float32Array = new Float32Array();
    let states: Tensor[] | undefined;
    let id = 0;
    for (let i = 0; i < tokens; i++) {
      states = scope(() => {
        const input = tensor(Int32Array.of(id), { shape: [1, 1] });
        const result = languageModel(weights, each.sizes, form === "reset before", input, states);
        last = result.logits.data() as Float32Array;
        id = argmax(last);
        return result.states;
      });
      ids[i] = id;
    }
    return {
      tokens: { shape: [tokens], data: ids },
      logits: { shape: [last.length], data: last },
    };
  };
  return {
    check: () => noGrad(() => scope(() => generate(8))),
    step: () => noGrad(() => scope(() => void generate(each.tokens))),
  };
}

function languageModel(
  weights: Weights,
  { numLayers }: LanguageModelSizes,
  resetBefore: boolean,
  ids: Tensor<"int32">,
  states?: readonly Tensor[],
): { logits: Tensor; states: Tensor[] } {
  let output: Tensor = embedding(ids, weightOf(weights, "embedding.weight"));
  const last: Tensor[] = [];
  for (let layer = 0; layer < numLayers; layer++) {
    const result = gru(output, layerWeights(weights, `l${layer}`), { resetBefore, initialState: states?.[layer] });
    output = result.output;
    last.push(result.hidden);
  }
  const logits = linear(output, weightOf(weights, "output.weight"), weightOf(weights, "output.bias"));
  return { logits, states: last };
}

type Weights = Readonly<Record<string, Parameter>>;

function parametersOf(inputs: Named, names: RegExp): Weights {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => names.test(name))
      .map(([name, values]) => [name, new Parameter(toTensor(values))]),
  );
}

function weightOf(weights: Weights, name: string): Parameter {
  const found = weights[name];
  if (found === undefined) throw new RangeError(`${name} is missing`);
  return found;
}

function layerWeights(weights: Weights, suffix: string): SequenceWeights {
  return {
    weightIh: weightOf(weights, `weight_ih_${suffix}`),
    weightHh: weightOf(weights, `weight_hh_${suffix}`),
    biasIh: weightOf(weights, `bias_ih_${suffix}`),
    biasHh: weightOf(weights, `bias_hh_${suffix}`),
  };
}

function gradientsOf(weights: Weights): Named {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { grad }]) => {
      if (grad === null) throw new Error(`${name} has no gradient`);
      return [`grad.${name}`, toValues(grad)];
    }),
  );
}

function toTensor({ shape, data }: Values): Tensor {
  return tensor(data as Float32Array, { shape });
}

function toIds({ shape, data }: Values): Tensor<"int32"> {
  return tensor(data as Int32Array, { shape });
}

function toValues(each: Tensor): Values {
  return { shape: [...each.shape], data: each.data() as Float32Array };
}

function ownVersion(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.resolve("@unroll/tensor")), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
