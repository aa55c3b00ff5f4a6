import { rmSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { type Case, nameOf } from "./cases.ts";
import { EntrantProcess } from "./entrant-process.ts";
import { type Entrant, type Entry, entriesOf, mayMiss } from "./entrants.ts";
import { inputsOf } from "./inputs.ts";
import { match } from "./matching.ts";
import type { Clock, Facts } from "./protocol.ts";
import type { CaseResult, Outcome, Row } from "./results.ts";
import { timingOf } from "./statistics.ts";
import { tokenizerInputs } from "./tokenizer-inputs.ts";
import { type Named, readValues, writeValues } from "./values.ts";

/** How long things are measured, in milliseconds. */
export interface Pace {
  /** Before the first step that counts. */
  readonly warmUp: number;
  /** Of one entrant, until the next has its turn. */
  readonly slice: number;
  readonly rounds: number;
  /** After which an entrant with at least three steps is done. */
  readonly enough: number;
}

/** The pace of a whole run. */
export const standardPace: Pace = { warmUp: 300, slice: 120, rounds: 9, enough: 12_000 };

/** The pace of `--quick`. */
export const quickPace: Pace = { warmUp: 50, slice: 50, rounds: 3, enough: 300 };

/** An entrant whose step takes longer gets one warm run. */
const SLOW = 5000;

/** What stays the same over a run. */
export interface Setting {
  readonly entrants: readonly Entrant[];
  readonly backend: string;
  readonly threads: number;
  readonly clock: Clock;
  readonly pace: Pace;
  /** For the files of weights and outputs. */
  readonly folder: string;
  /** Told what is going on. */
  readonly notify: (message: string) => void;
}

/** Measures one case: every entrant in a process of its own, taking turns. */
export async function measure(each: Case, setting: Setting): Promise<CaseResult> {
  const { entrants, folder } = setting;
  const inputs = join(folder, "inputs.safetensors");
  writeValues(inputs, each.kind === "tokenizer" ? await tokenizerInputs(each) : inputsOf(each));
  const runners: Runner[] = [];
  try {
    for (const entry of entriesOf(each, entrants)) {
      setting.notify(`${nameOf(each)}: ${entry.entrant.id} gets ready`);
      runners.push(await Runner.prepare(entry, inputs, expectedBy(entry, runners), setting));
    }
    await takeTurns(each, runners, setting);
  } finally {
    for (const runner of runners) runner.end();
    rmSync(inputs, { force: true });
  }
  const rows = runners.map((runner) => runner.row());
  return { name: nameOf(each), case: each, rows, at: new Date().toISOString(), load: loadavg()[0] ?? 0 };
}

/** What a peer must match: Unroll's numbers in its form. */
function expectedBy({ role, form }: Entry, runners: readonly Runner[]): Named | undefined {
  if (role !== "peer") return undefined;
  return runners.find(({ entry }) => entry.role === "unroll" && entry.form === form)?.outputs;
}

async function takeTurns(each: Case, runners: readonly Runner[], { pace, notify }: Setting): Promise<void> {
  for (let round = 0; round < pace.rounds; round++) {
    notify(`${nameOf(each)}: round ${round + 1} of ${pace.rounds}`);
    // Nobody is always the one after the same neighbour.
    for (let k = 0; k < runners.length; k++) await runners[(k + round) % runners.length]?.turn(pace);
  }
}

/** One entrant on its way through a case. */
class Runner {
  readonly entry: Entry;
  /** Kept of Unroll alone. */
  outputs: Named | undefined;
  readonly #process: EntrantProcess;
  readonly #steps: number[] = [];
  #spent = 0;
  #done = false;
  #facts: Facts | undefined;
  #difference = 0;
  #outcome: Outcome | undefined;

  private constructor(entry: Entry, threads: number) {
    this.entry = entry;
    this.#process = new EntrantProcess(entry.entrant, threads);
  }

  static async prepare(
    entry: Entry,
    inputs: string,
    expected: Named | undefined,
    { backend, threads, clock, folder, pace }: Setting,
  ): Promise<Runner> {
    const runner = new Runner(entry, threads);
    const outputs = join(folder, `${entry.entrant.id}.safetensors`);
    await runner.#attempt(async () => {
      const task = { case: entry.case, form: entry.form, threads, clock, backend, inputs, outputs };
      runner.#facts = await runner.#process.prepare(task);
      runner.#compare(readValues(outputs), expected);
      if (runner.#outcome === undefined) await runner.#warmUp(pace);
    });
    rmSync(outputs, { force: true });
    return runner;
  }

  #compare(got: Named, expected: Named | undefined): void {
    const { role, entrant } = this.entry;
    if (role === "unroll") this.outputs = got;
    if (role !== "peer") return;
    if (expected === undefined) throw new Error("Unroll has no numbers to compare with");
    const result = match(expected, got, (name) => mayMiss(entrant, name));
    if (result.matches) this.#difference = result.difference;
    else this.#outcome = { status: "refused", reason: result.reason, facts: this.#facts as Facts };
  }

  /** The check was a cold run of what is timed, except for the optimizer. */
  async #warmUp({ warmUp }: Pace): Promise<void> {
    const { case: each } = this.entry;
    const optimizes = each.group === "adam" || each.kind === "language-model";
    let [first = 0] = await this.#process.run(0);
    if (first > SLOW && optimizes) [first = 0] = await this.#process.run(0);
    if (first > SLOW) {
      this.#steps.push(first);
      this.#done = true;
    } else await this.#process.run(warmUp);
  }

  /** Runs for a slice of time. */
  async turn({ slice, enough }: Pace): Promise<void> {
    if (this.#done || this.#outcome !== undefined) return;
    await this.#attempt(async () => {
      const steps = await this.#process.run(slice);
      this.#steps.push(...steps);
      this.#spent += steps.reduce((a, b) => a + b, 0);
      this.#done = this.#spent > enough && this.#steps.length >= 3;
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#outcome = { status: "failed", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  row(): Row {
    const { entrant, role, form } = this.entry;
    const outcome = this.#outcome ?? {
      status: "measured",
      timing: timingOf(this.#steps),
      facts: this.#facts as Facts,
      difference: this.#difference,
    };
    return { entrant: entrant.id, role, form, outcome };
  }

  end(): void {
    this.#process.end();
  }
}
