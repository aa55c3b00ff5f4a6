// Times one training step of a tiny GRU by the public API and shows where the time goes; then the smallest things there are.
//   taskset -c 1 node --conditions=@unroll/source bench/tiny-step.ts
import { Adam, Linear } from "@unroll/nn";
import { Rng } from "@unroll/random";
import { backend, rand, scope, type Tensor } from "@unroll/tensor";
import { GRU } from "../src/index.ts";

const [BATCH, TIME, INPUT, HIDDEN] = [32, 10, 5, 3] as const;
const RUNS = 20_000;

const rng = new Rng(1);
const gru = new GRU(INPUT, HIDDEN, { rng });
const gruAdam = new Adam(gru.parameters());
const linear = new Linear(INPUT, HIDDEN, { rng });
const linearAdam = new Adam(linear.parameters());
const sequences = rand([BATCH, TIME, INPUT], { rng });
const rows = rand([BATCH, INPUT], { rng });
const [one, other] = [rand([1], { rng }), rand([1], { rng })];

function step(forward: () => Tensor, optimizer: Adam): void {
  scope(() => {
    optimizer.zeroGrad();
    forward().square().mean().backward();
    optimizer.step();
  });
}

const subjects: Readonly<Record<string, () => void>> = {
  [`GRU (${BATCH},${TIME},${INPUT},${HIDDEN}), a step`]: () => step(() => gru.forward(sequences).output, gruAdam),
  [`Linear (${BATCH},${INPUT},${HIDDEN}), a step`]: () => step(() => linear.forward(rows), linearAdam),
  "scope(() => {})": () => scope(() => {}),
  "scope with 100 times a.add(b), [1]": () =>
    scope(() => {
      for (let i = 0; i < 100; i++) one.add(other);
    }),
};

/** In microseconds. */
function now(): number {
  return 1000 * performance.now();
}

function median(numbers: Float64Array): number {
  return numbers.sort()[numbers.length >> 1]!;
}

function show(name: string, microseconds: number): void {
  console.log(`${name.padEnd(36)} ${microseconds.toFixed(2).padStart(6)} us`);
}

function time(name: string, run: () => void): void {
  // The engine compiles what is hot once more, with optimizations.
  for (let i = 0; i < RUNS; i++) run();
  const times = Float64Array.from({ length: RUNS }, () => {
    const start = now();
    run();
    return now() - start;
  });
  show(name, median(times));
}

/** The microseconds spent in kernels since {@link watchKernels}. */
let inKernels = 0;

type Kernels = Record<string, (...call: unknown[]) => unknown>;

/** Puts a clock around all kernels of the executors that this realm has made. */
function watchKernels(): void {
  type Realm = { executors: Map<string, { inference: Kernels; training: Kernels }> };
  const { executors } = Reflect.get(globalThis, Symbol.for("@unroll/kernels")) as Realm;
  const sets = [...executors.values()].flatMap(({ inference, training }) => [inference, training]);
  for (const kernels of sets) {
    for (const [name, kernel] of Object.entries(kernels)) {
      kernels[name] = (...call) => {
        const start = now();
        const result = kernel(...call);
        inKernels += now() - start;
        return result;
      };
    }
  }
}

/** The GRU's step with the clock read after each part: how long it took, and how much of that the kernels. */
function timeParts(): void {
  const parts = ["scope opens", "forward", "loss", "backward", "optimizer", "scope closes"];
  const whole = parts.map(() => new Float64Array(RUNS));
  const kernels = parts.map(() => new Float64Array(RUNS));
  for (let run = 1 - RUNS; run < RUNS; run++) {
    let part = 0;
    inKernels = 0;
    let before = now();
    const mark = (): void => {
      whole[part]![Math.max(run, 0)] = now() - before;
      kernels[part++]![Math.max(run, 0)] = inKernels;
      inKernels = 0;
      before = now();
    };
    scope(() => {
      mark();
      const { output } = gru.forward(sequences);
      mark();
      const loss = output.square().mean();
      mark();
      loss.backward();
      mark();
      gruAdam.step();
      gruAdam.zeroGrad();
      mark();
    });
    mark();
  }
  parts.forEach((part, i) => {
    const kernel = median(kernels[i]!);
    if (kernel > 0) show(`  ${part}, kernels`, kernel);
    show(`  ${part}${kernel > 0 ? ", around them" : ""}`, median(whole[i]!) - kernel);
  });
}

console.log(`${backend()}, medians of ${RUNS} runs`);
for (const [name, run] of Object.entries(subjects)) time(name, run);
console.log("the GRU's step in parts; reading the clock costs some of each");
watchKernels();
timeParts();
