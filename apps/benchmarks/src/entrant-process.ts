import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Entrant } from "./entrants.ts";
import type { Answer, Facts, Request, Task } from "./protocol.ts";

/** The process of one entrant in one case. */
export class EntrantProcess {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  #said = "";

  constructor({ command, environment = {} }: Entrant, threads: number) {
    const [program = "", ...args] = command;
    // A library that chooses its kernels by the processor shall do so: what others set for its sake is taken away.
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("OPENBLAS_"));
    const count = String(threads);
    this.#child = spawn(program, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        ...Object.fromEntries(inherited),
        ...{ OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count },
        ...environment,
      },
    });
    const { stdout, stderr, stdin } = this.#child;
    if (stdout === null || stderr === null || stdin === null) throw new Error(`${program} has no pipes`);
    this.#answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
    stderr.on("data", (data) => {
      this.#said = `${this.#said}${data}`.slice(-2000);
    });
    stdin.on("error", () => {}); // told by the missing answer
    this.#child.on("error", (error) => {
      this.#said = error.message;
    });
  }

  /** Loads the library and our weights, and writes outputs and gradients. */
  async prepare(task: Task): Promise<Facts> {
    const answer = await this.#ask({ do: "prepare", ...task });
    if (!("ready" in answer)) throw new Error("expected ready");
    return answer.ready;
  }

  /** Takes steps for some time, one at least; milliseconds of each. */
  async run(milliseconds: number): Promise<readonly number[]> {
    const answer = await this.#ask({ do: "run", milliseconds });
    if (!("steps" in answer)) throw new Error("expected steps");
    return answer.steps;
  }

  async #ask(request: Request): Promise<Exclude<Answer, { error: string }>> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`its process ended; the last it said: ${lastLine(this.#said)}`);
    const answer = JSON.parse(value) as Answer;
    if ("error" in answer) throw new Error(answer.error);
    return answer;
  }

  /** Ends the process. */
  end(): void {
    this.#child.stdin?.end();
    this.#child.kill();
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() || "nothing";
}
