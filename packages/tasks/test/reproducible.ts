import { isReproducible, setReproducible } from "@unroll/tensor";
import { crc32, LanguageModelTraining } from "../src/index.ts";
import { bitsOf, smallModel, words } from "./fixtures.ts";

/** Of the weights after {@link reproducibleRun}, on every machine, in Node and in browsers. It may change with a release. */
export const EXPECTED_CHECKSUM = "035e2f1e";

/** A short training run in reproducible mode; returns the checksum of the weights. */
export async function reproducibleRun(): Promise<string> {
  const before = isReproducible();
  setReproducible(true);
  try {
    const text = words(300);
    using model = smallModel(text, { embeddingSize: 7, hiddenSize: 37, numLayers: 2 });
    using training = new LanguageModelTraining(model, text, {
      batchSize: 5,
      time: 23,
      steps: 200,
      learningRate: 0.01,
      warmupSteps: 5,
      evaluateEvery: 0,
    });
    for await (const event of training.run()) if (event.type === "end") break;
    const bits = Object.values(bitsOf(model)).flatMap((weight) => [...new Uint8Array(weight.buffer)]);
    return crc32(Uint8Array.from(bits));
  } finally {
    setReproducible(before);
  }
}
