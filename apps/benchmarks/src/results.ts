import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Case, type Form, nameOf } from "./cases.ts";
import type { Entrant, Entry } from "./entrants.ts";
import type { Clock, Facts } from "./protocol.ts";
import type { Timing } from "./statistics.ts";

/** What came of one entrant in one case. */
export type Outcome =
  | { readonly status: "measured"; readonly timing: Timing; readonly facts: Facts; readonly difference: number }
  /** It computes something else. */
  | { readonly status: "refused"; readonly reason: string; readonly facts: Facts }
  /** It cannot run the case. */
  | { readonly status: "failed"; readonly reason: string };

/** An entrant in a case, and what came of it. */
export interface Row {
  readonly entrant: Entrant["id"];
  readonly role: Entry["role"];
  readonly form: Form;
  readonly outcome: Outcome;
}

/** One case and all who took part. */
export interface CaseResult {
  readonly name: string;
  readonly case: Case;
  readonly rows: readonly Row[];
  /** When it was measured, in ISO 8601. */
  readonly at: string;
  /** The load average of the machine at the end of it: 1 is this run alone. */
  readonly load: number;
}

/** What the results of a file have in common: a change of any of it makes them results of something else. */
export interface Conditions {
  /** Of Unroll's code. */
  readonly unroll: string;
  /** Of the programs of the entrants. */
  readonly harness: string;
  readonly backend: string;
  readonly threads: number;
  readonly clock: Clock;
  readonly quick: boolean;
  readonly peers: readonly string[];
  readonly cpu: string;
  readonly system: string;
  readonly node: string;
  readonly cores: number;
}

const format = "unroll-benchmarks 1";

/**
 * A file that grows by one line for each case: a run that was interrupted goes on where it stopped. The first line holds the
 * conditions.
 */
export class ResultsFile {
  readonly path: string;
  readonly #done = new Map<string, CaseResult>();

  /**
   * Opens a file, or begins it.
   *
   * @throws RangeError when the file holds results under other conditions, or something else.
   */
  constructor(path: string, conditions: Conditions) {
    this.path = path;
    const header = JSON.stringify({ format, conditions });
    if (!existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${header}\n`);
      return;
    }
    const text = readFileSync(path, "utf8");
    const [first, ...lines] = text.split("\n");
    if (first !== header) {
      throw new RangeError(
        `${path} holds results under other conditions, or something else; name another file or --fresh`,
      );
    }
    // A line that was cut off when the process died is measured again.
    const whole = lines.slice(0, -1).map((line) => JSON.parse(line) as CaseResult);
    for (const result of whole) this.#done.set(result.name, result);
    if (lines.at(-1) !== "") writeFileSync(path, text.slice(0, text.lastIndexOf("\n") + 1));
  }

  /** The result of a case, if it has one. */
  find(each: Case): CaseResult | undefined {
    return this.#done.get(nameOf(each));
  }

  /** Keeps the result of a case. */
  append(result: CaseResult): void {
    appendFileSync(this.path, `${JSON.stringify(result)}\n`);
    this.#done.set(result.name, result);
  }
}
