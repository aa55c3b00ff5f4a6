import { Rng } from "@unroll/random";
import { messageOf } from "../training/failure.ts";
import { RunControl } from "../training/run-control.ts";
import { createNetwork, type Network } from "./network.ts";
import { type Distance, type Kind, kinds, type Setup, type TrainerApi, type TrainerEvent } from "./protocol.ts";
import { drawBatch, firstOf, spell, symbols } from "./task.ts";

/** How long a training is and how fast it may be. */
export interface Pace {
  steps(distance: Distance): number;
  /** Steps between two moments at which the networks are measured. */
  stepsPerMoment: number;
  /** It would be over too soon to be watched. */
  mostStepsPerSecond: number;
}

/** The pace for a reader. */
const watchable: Pace = {
  steps: (distance) => (distance === 100 ? 1_500 : 1_000),
  stepsPerMoment: 10,
  mostStepsPerSecond: 50,
};

/** Sequences in a batch. */
const sequences = 32;
/** Sequences that the networks are measured with and never train on. */
const unseenSequences = 256;
/** The same for everybody who presses Train. */
const seed = 1;

/** Trains the three networks side by side on the same sequences, and tells what happens. Runs in a worker. */
export class Trainer implements TrainerApi {
  readonly #pace: Pace;
  #emit: (event: TrainerEvent) => void = () => {};
  #control: RunControl | null = null;

  constructor(pace: Pace = watchable) {
    this.#pace = pace;
  }

  async open(emit: (event: TrainerEvent) => void, setup: Setup): Promise<void> {
    this.#emit = emit;
    await this.reset(setup);
  }

  async reset(setup: Setup): Promise<void> {
    this.#control?.giveUp();
    const control = new RunControl(this.#emit, true);
    this.#control = control;
    void this.#run(setup, control);
  }

  async pause(): Promise<void> {
    this.#control?.pause();
  }

  async continue(): Promise<void> {
    this.#control?.continue();
  }

  /** A run from its fresh networks to its end. What goes wrong is reported, never thrown. */
  async #run(setup: Setup, control: RunControl): Promise<void> {
    const { stepsPerMoment } = this.#pace;
    const steps = this.#pace.steps(setup.distance);
    const { signal, stopwatch } = control;
    const rng = new Rng(seed);
    const data = rng.split("sequences");
    const unseen = drawBatch(rng.split("unseen"), unseenSequences, setup.distance);
    const made: Network[] = [];
    try {
      const networks = eachKind((kind) => {
        const network = createNetwork(kind, setup, rng.split(kind));
        made.push(network);
        return network;
      });
      const example = spell(firstOf(unseen, 1).ids);
      const parameters = eachKind((kind) => networks[kind].parameters);
      this.#emit({ type: "fresh", setup, task: { symbols, example, steps, parameters } });
      for (let step = 0; ; step++) {
        if (step % stepsPerMoment === 0) {
          const measured = eachKind((kind) => networks[kind].measure(unseen));
          this.#emit({ type: "moment", moment: { step, seconds: stopwatch.seconds, networks: measured } });
          if (step >= steps) break;
          await this.#breathe(step, control);
          await control.standStill();
          if (signal.aborted) return;
        }
        const batch = drawBatch(data, sequences, setup.distance);
        for (const kind of kinds) networks[kind].train(batch);
      }
      stopwatch.stop();
      this.#emit({ type: "finished" });
    } catch (error) {
      if (!signal.aborted) this.#emit({ type: "failed", message: messageOf(error) });
    } finally {
      for (const network of made) network.dispose();
    }
  }

  /** Lets the page be heard, and waits when the steps have come faster than can be watched. */
  #breathe(step: number, { stopwatch }: RunControl): Promise<void> {
    const early = step / this.#pace.mostStepsPerSecond - stopwatch.seconds;
    return new Promise((resolve) => setTimeout(resolve, Math.max(0, 1000 * early)));
  }
}

function eachKind<Value>(make: (kind: Kind) => Value): Record<Kind, Value> {
  return { rnn: make("rnn"), gru: make("gru"), lstm: make("lstm") };
}
