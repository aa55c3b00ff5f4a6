/**
 * The process of one entrant in one case: `node process.ts <entrant>`. It answers requests, a JSON object a line, until its
 * input ends.
 */
import { createInterface } from "node:readline";
import type { Answer, Clock, Request } from "../protocol.ts";
import { readValues, writeValues } from "../values.ts";
import type { Prepare, Prepared } from "./prepared.ts";

const entrants: Readonly<Record<string, () => Promise<{ prepare: Prepare }>>> = {
  unroll: () => import("./unroll.ts"),
  peak: () => import("./peak.ts"),
  tfjs: () => import("./tfjs.ts"),
  jax: () => import("./jax.ts"),
  "ort-web": () => import("./onnxruntime.ts"),
  "ort-node": () => import("./onnxruntime.ts"),
  "hugging-face": () => import("./hugging-face.ts"),
};

const clocks: Readonly<Record<Clock, () => number>> = {
  wall: () => performance.now(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

let prepared: Prepared | undefined;
let clock: Clock = "wall";
const answer = (message: Answer): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
// What libraries tell about themselves must not stand between the answers.
console.log = console.error;
console.info = console.error;

for await (const line of createInterface({ input: process.stdin })) {
  try {
    answer(await handle(JSON.parse(line) as Request));
  } catch (error) {
    answer({ error: error instanceof Error ? error.message : String(error) });
  }
}
process.exit(0); // Some libraries keep workers.

async function handle(request: Request): Promise<Answer> {
  if (request.do === "prepare") {
    const load = entrants[process.argv[2] ?? ""];
    if (load === undefined) throw new RangeError(`there is no entrant ${process.argv[2]}`);
    clock = request.clock;
    prepared = await (await load()).prepare(request, readValues(request.inputs));
    writeValues(request.outputs, await prepared.check());
    return { ready: prepared.facts };
  }
  if (prepared === undefined) throw new Error("run came before prepare");
  const now = clocks[clock];
  const steps: number[] = [];
  const end = performance.now() + request.milliseconds;
  do {
    const start = now();
    // Waiting for what is no promise would cost a turn of the queue.
    const pending = prepared.step();
    if (pending instanceof Promise) await pending;
    steps.push(now() - start);
  } while (performance.now() < end);
  return { steps };
}
