import { Rng } from "@unroll/random";
import { CharacterTokenizer } from "@unroll/tokenizers";
import { sentence } from "../training/failure.ts";
import { Network } from "./network.ts";
import type { CalculatorApi, CalculatorEvent, Setup } from "./protocol.ts";

/** The same first weights for everybody. */
const seed = 1;

/** A text and the network that reads it. */
interface Reader {
  setup: Setup;
  tokenizer: CharacterTokenizer;
  network: Network;
  learnt: number;
}

/** Computes everything that there is to be seen of a small network on a short text. Runs in a worker. */
export class Calculator implements CalculatorApi {
  #emit: (event: CalculatorEvent) => void = () => {};
  #reader: Reader | null = null;

  async open(emit: (event: CalculatorEvent) => void, setup: Setup): Promise<void> {
    this.#emit = emit;
    await this.read(setup);
  }

  async read(setup: Setup): Promise<void> {
    const now = this.#reader?.setup;
    if (this.#reader !== null && now?.text === setup.text && now.hiddenSize === setup.hiddenSize) {
      this.#reader.setup = setup;
      this.#report();
    } else this.#begin(setup);
  }

  async learn(steps: number): Promise<void> {
    const reader = this.#reader;
    if (reader === null) return;
    const ids = idsOf(reader);
    for (let step = 0; step < steps; step++) reader.network.learn(ids, reader.setup.feeding);
    reader.learnt += steps;
    this.#report();
  }

  async forget(): Promise<void> {
    if (this.#reader !== null) this.#begin(this.#reader.setup);
  }

  #begin(setup: Setup): void {
    this.#reader?.network.dispose();
    const tokenizer = CharacterTokenizer.train(setup.text);
    const network = new Network(tokenizer.vocabulary.size, setup.hiddenSize, new Rng(seed));
    this.#reader = { setup, tokenizer, network, learnt: 0 };
    this.#report();
  }

  #report(): void {
    const reader = this.#reader;
    if (reader === null) return;
    try {
      const { setup, tokenizer, network, learnt } = reader;
      const ids = idsOf(reader);
      const steps = network.unroll(ids, setup.feeding);
      this.#emit({
        type: "trace",
        trace: {
          setup,
          characters: tokenizer.vocabulary.tokens(),
          steps,
          loss: steps.reduce((sum, { loss }) => sum + loss, 0),
          weights: network.weights,
          gradients: network.gradients(ids, setup.feeding),
          learnt,
        },
      });
    } catch (error) {
      this.#emit({ type: "failed", message: sentence(error) });
    }
  }
}

function idsOf({ setup, tokenizer }: Reader): number[] {
  return [...tokenizer.encode(setup.text)];
}
