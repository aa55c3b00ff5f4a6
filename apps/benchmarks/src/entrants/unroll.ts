import { readFileSync } from "node:fs";
import { Adam, Embedding, Linear } from "@unroll/nn";
import { GRU, LSTM, RNN } from "@unroll/rnn-cells";
import { type BackendName, crossEntropy, Module, noGrad, scope, setBackend, type Tensor, tensor } from "@unroll/tensor";
import type {
  GenerationCase,
  LanguageModelCase,
  LanguageModelSizes,
  NumericCase,
  ProductCase,
  SequenceCase,
} from "../cases.ts";
import type { Facts, Task } from "../protocol.ts";
import { type Named, type Values, valuesOf } from "../values.ts";
import type { Prepare, Prepared } from "./prepared.ts";
import { prepareTokenizer } from "./unroll-tokenizer.ts";

/** Unroll itself, by the layers that people use. */
export const prepare: Prepare = (task, inputs) => {
  if (task.case.kind === "tokenizer") {
    return { facts: { version: ownVersion(), runs: "JavaScript" }, ...prepareTokenizer(task.case, inputs) };
  }
  setBackend(task.backend as BackendName);
  const facts: Facts = { version: ownVersion(), runs: `${task.backend}, 1 thread` };
  return { facts, ...prepareCase(task.case, task, inputs) };
};

function prepareCase(each: NumericCase, task: Task, inputs: Named): Omit<Prepared, "facts"> {
  switch (each.kind) {
    case "sequence":
      return prepareSequence(each, task, inputs);
    case "product":
      return prepareProduct(each, inputs);
    case "language-model":
      return prepareLanguageModel(each, task, inputs);
    case "generation":
      return prepareGeneration(each, task, inputs);
  }
}

function prepareSequence(each: SequenceCase, { form }: Task, inputs: Named): Omit<Prepared, "facts"> {
  const x = toTensor(valuesOf(inputs, "x"));
  const dy = toTensor(valuesOf(inputs, "dy"));
  const options = each.ragged ? { lengths: [...valuesOf(inputs, "lengths").data] } : {};
  const layer = layerOf(each, form === "reset before");
  load(layer, inputs);
  const forward = (): Tensor => layer.forward(x, options).output;
  if (each.mode === "forward") {
    return {
      check: () => noGrad(() => scope(() => ({ output: toValues(forward()) }))),
      step: () => noGrad(() => scope(() => void forward())),
    };
  }
  const optimizer = new Adam(layer.parameters());
  const train = (): Tensor => {
    optimizer.zeroGrad();
    const output = forward();
    output.backward(dy);
    return output;
  };
  return {
    check: () => scope(() => ({ output: toValues(train()), ...gradientsOf(layer) })),
    step: () =>
      scope(() => {
        train();
        if (each.mode === "adam") optimizer.step();
      }),
  };
}

function layerOf({ cell, shape }: SequenceCase, resetBefore: boolean): RNN | GRU | LSTM {
  const { inputSize, hiddenSize } = shape;
  switch (cell) {
    case "rnn":
      return new RNN(inputSize, hiddenSize);
    case "lstm":
      return new LSTM(inputSize, hiddenSize);
    case "gru":
    case "bigru":
      return new GRU(inputSize, hiddenSize, { resetBefore, bidirectional: cell === "bigru" });
  }
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
  const model = new LanguageModel(each.sizes, form === "reset before");
  load(model, inputs);
  const optimizer = new Adam(model.parameters(), { clipNorm: 1 });
  const train = (): number => {
    optimizer.zeroGrad();
    const { logits } = model.forward(ids);
    const loss = crossEntropy(logits, targets);
    loss.backward();
    return loss.item();
  };
  return {
    check: () => scope(() => ({ loss: { shape: [], data: new Float32Array([train()]) }, ...gradientsOf(model) })),
    step: () =>
      scope(() => {
        train();
        optimizer.step();
      }),
  };
}

function prepareGeneration(each: GenerationCase, { form }: Task, inputs: Named): Omit<Prepared, "facts"> {
  const model = new LanguageModel(each.sizes, form === "reset before");
  load(model, inputs);
  const generate = (tokens: number): Named => {
    const ids = new Int32Array(tokens);
    let after: ReturnType<LanguageModel["forward"]> | undefined;
    for (let i = 0; i < tokens; i++) {
      after = scope(() => {
        const next = model.forward(tensor(Int32Array.of(ids[i - 1] ?? 0), { shape: [1, 1] }), after?.state);
        ids[i] = next.logits.argmax(-1).item();
        return next;
      });
    }
    const logits = after?.logits.data() as Float32Array;
    return { tokens: { shape: [tokens], data: ids }, logits: { shape: [logits.length], data: logits } };
  };
  return {
    check: () => noGrad(() => scope(() => generate(8))),
    step: () => noGrad(() => scope(() => void generate(each.tokens))),
  };
}

/** Embedding, GRU layers, a linear layer over the vocabulary. */
class LanguageModel extends Module {
  readonly embedding: Embedding;
  readonly gru: GRU;
  readonly output: Linear;

  constructor({ vocabSize, embeddingSize, hiddenSize, numLayers }: LanguageModelSizes, resetBefore: boolean) {
    super();
    this.embedding = new Embedding(vocabSize, embeddingSize);
    this.gru = new GRU(embeddingSize, hiddenSize, { numLayers, resetBefore });
    this.output = new Linear(hiddenSize, vocabSize);
  }

  /** The inputs name the weights of the layers without a prefix. */
  override namedState(prefix = ""): ReturnType<Module["namedState"]> {
    return super.namedState().map(([name, state]) => [prefix + name.replace(/^gru\./, ""), state]);
  }

  forward(ids: Tensor<"int32">, initialState?: { hidden: Tensor }): { logits: Tensor; state: { hidden: Tensor } } {
    const { output, state } = this.gru.forward(this.embedding.forward(ids), { initialState });
    return { logits: this.output.forward(output), state };
  }
}

/** Fills a model with the weights of the inputs. */
function load(model: Module, inputs: Named): void {
  model.loadStateDict(Object.fromEntries(model.namedState().map(([name]) => [name, toTensor(valuesOf(inputs, name))])));
}

function gradientsOf(model: Module): Named {
  return Object.fromEntries(
    model.namedParameters().map(([name, { grad }]) => {
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
