import {
  Adam,
  createParameter,
  crossEntropy,
  Dropout,
  Embedding,
  LayerNorm,
  Linear,
  uniformInitializer,
} from "@unroll/nn";
import { Rng } from "@unroll/random";
import {
  gru,
  isReproducible,
  lstm,
  Module,
  type Parameter,
  rnn,
  scope,
  setReproducible,
  type Tensor,
  tensor,
} from "@unroll/tensor";
import { GRU } from "../src/index.ts";

/** Of the weights after {@link reproducibleRun}, on every machine, in Node and in browsers. It may change with a release. */
export const EXPECTED_CHECKSUM = "8987a72acd5113af";

const STEPS = 200;
const [BATCH, TIME, VOCABULARY, EMBEDDING, HIDDEN] = [7, 11, 13, 5, 17] as const;
/** The target of padding. */
const IGNORED = -100;

/** What a recurrent layer of one direction learns. */
type Weights = Record<"weightIh" | "weightHh" | "biasIh" | "biasHh", Parameter>;

/** Every kernel of whole sequences, in both directions, and what usually stands around them. */
class Everything extends Module {
  readonly embedding: Embedding;
  readonly gru: GRU;
  readonly lstm: Weights;
  readonly rnn: Weights;
  readonly resetBefore: Weights;
  readonly norm: LayerNorm;
  readonly dropout: Dropout;
  readonly output: Linear;

  constructor(rng: Rng) {
    super();
    const make = (...shape: number[]): Parameter => createParameter(shape, uniformInitializer(0.25), { rng });
    const weights = (gates: number, inputSize: number): Weights => ({
      weightIh: make(gates * HIDDEN, inputSize),
      weightHh: make(gates * HIDDEN, HIDDEN),
      biasIh: make(gates * HIDDEN),
      biasHh: make(gates * HIDDEN),
    });
    this.embedding = new Embedding(VOCABULARY, EMBEDDING, { rng });
    this.gru = new GRU(EMBEDDING, HIDDEN, { numLayers: 2, rng });
    this.lstm = weights(4, HIDDEN);
    this.rnn = weights(1, HIDDEN);
    this.resetBefore = weights(3, HIDDEN);
    this.norm = new LayerNorm(HIDDEN);
    this.dropout = new Dropout(0.1, { rng });
    this.output = new Linear(HIDDEN, VOCABULARY, { rng });
  }

  forward(ids: Tensor<"int32">, lengths: readonly number[]): Tensor {
    const { output } = this.gru.forward(this.embedding.forward(ids), { lengths });
    const forwards = lstm(output, this.lstm, { lengths }).output;
    const backwards = gru(this.dropout.forward(output), this.resetBefore, {
      lengths,
      reverse: true,
      resetBefore: true,
    }).output;
    const joined = rnn(this.norm.forward(forwards.mul(backwards.sigmoid())), this.rnn, { lengths }).output;
    return this.output.forward(joined.add(forwards).gelu());
  }
}

/** Rows of random symbols, each of its own length; the target of a step is the symbol before it. */
function drawBatch(rng: Rng): { ids: Tensor<"int32">; targets: Tensor<"int32">; lengths: number[] } {
  const ids = Int32Array.from({ length: BATCH * TIME }, () => rng.integer(VOCABULARY));
  const lengths = Array.from({ length: BATCH }, () => rng.integer(TIME + 1));
  const targets = ids.map((_, i) => {
    const t = i % TIME;
    return t > 0 && t < lengths[Math.floor(i / TIME)]! ? ids[i - 1]! : IGNORED;
  });
  const shape = [BATCH, TIME];
  return { ids: tensor(ids, { shape }), targets: tensor(targets, { shape }), lengths };
}

/** The beginning of the SHA-256 of all weights. */
async function checksum(model: Module): Promise<string> {
  const bits = model.parameters().flatMap((weight) => [...new Uint8Array(weight.data().buffer)]);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(bits)));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A training run in reproducible mode; returns the loss of every step and the checksum of the weights. */
export async function reproducibleRun(): Promise<{ losses: number[]; checksum: string }> {
  const before = isReproducible();
  setReproducible(true);
  try {
    const rng = new Rng(1);
    using model = new Everything(rng);
    using optimizer = new Adam(model.parameters(), { learningRate: 0.01, clipNorm: 1, weightDecay: 1e-4 });
    const losses: number[] = [];
    for (let step = 0; step < STEPS; step++) {
      scope(() => {
        const { ids, targets, lengths } = drawBatch(rng);
        optimizer.zeroGrad();
        const loss = crossEntropy(model.forward(ids, lengths), targets, { labelSmoothing: 0.05, ignoreIndex: IGNORED });
        loss.backward();
        optimizer.step();
        losses.push(loss.item());
      });
    }
    return { losses, checksum: await checksum(model) };
  } finally {
    setReproducible(before);
  }
}
