// Times whole sequences, forward and backward with all gradients but dx, on every WebAssembly executor.
//   taskset -c 1 node --conditions=@unroll/source bench/recurrences.ts [rnn] [lstm] [gru] [gru-reset-before] [--dx]
import type { InferenceKernels, TrainingKernels } from "../src/backend.ts";
import { type Address, availableBackends, executor, heap, setBackend } from "../src/index.ts";
import type { LstmBackward, LstmForward } from "../src/recurrences.ts";

interface Cell {
  readonly gates: number;
  forward(kernels: InferenceKernels, call: LstmForward): void;
  backward(kernels: TrainingKernels, call: LstmBackward): void;
}

const CELLS: Readonly<Record<string, Cell>> = {
  rnn: {
    gates: 1,
    forward: (kernels, call) => kernels.rnnForward({ ...call, activation: "tanh" }),
    backward: (kernels, call) => kernels.rnnBackward({ ...call, activation: "tanh" }),
  },
  lstm: {
    gates: 4,
    forward: (kernels, call) => kernels.lstmForward(call),
    backward: (kernels, call) => kernels.lstmBackward(call),
  },
  gru: {
    gates: 3,
    forward: (kernels, call) => kernels.gruForward({ ...call, form: "resetAfter" }),
    backward: (kernels, call) => kernels.gruBackward({ ...call, form: "resetAfter" }),
  },
  "gru-reset-before": {
    gates: 3,
    forward: (kernels, call) => kernels.gruForward({ ...call, form: "resetBefore" }),
    backward: (kernels, call) => kernels.gruBackward({ ...call, form: "resetBefore" }),
  },
};

const SIZES = [
  [1, 50, 64, 64],
  [32, 35, 128, 128],
  [64, 64, 256, 256],
] as const;

function floats(n: number): Address {
  const address = heap().allocate(4 * n);
  const view = heap()
    .float32()
    .subarray(address / 4, address / 4 + n);
  for (let i = 0; i < n; i++) view[i] = 0.2 * (((Math.imul(i, 2654435761 | 0) >>> 8) & 0xffff) / 65536 - 0.5);
  return address;
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1]!;
}

const withDx = process.argv.includes("--dx");
const asked = process.argv.slice(2).filter((argument) => argument in CELLS);

function time(name: string, cell: Cell, [batch, time, inputSize, hiddenSize]: (typeof SIZES)[number]): void {
  const { inference, training } = executor("float32");
  const n = batch * time;
  const rows = cell.gates * hiddenSize;
  const states = (): Address => floats(batch * hiddenSize);
  const shared = {
    ...{ batch, time, inputSize, hiddenSize, h0: 0, c0: 0, lengths: 0, reverse: false },
    x: floats(n * inputSize),
    weightIh: floats(rows * inputSize),
    weightHh: floats(rows * hiddenSize),
    y: floats(n * hiddenSize),
    cells: floats(n * hiddenSize),
    saved: floats(n * 4 * hiddenSize),
  };
  const forward = {
    ...shared,
    biasIh: floats(rows),
    biasHh: floats(rows),
    hLast: states(),
    cLast: states(),
    packedIh: 0,
    packedHh: 0,
  };
  const backward = {
    ...shared,
    ...{ dy: floats(n * hiddenSize), dhLast: 0, dcLast: 0, dh0: 0, dc0: 0 },
    dx: withDx ? floats(n * inputSize) : 0,
    dWeightIh: floats(rows * inputSize),
    dWeightHh: floats(rows * hiddenSize),
    dBiasIh: floats(rows),
    dBiasHh: floats(rows),
  };
  // The engine compiles what is hot once more, with optimizations.
  for (const start = performance.now(); performance.now() - start < 300; ) {
    cell.forward(inference, forward);
    cell.backward(training, backward);
  }
  const runs = Math.max(15, Math.min(300, Math.round(1e8 / (n * hiddenSize * (inputSize + hiddenSize)))));
  const forwards: number[] = [];
  const both: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    cell.forward(inference, forward);
    forwards.push(performance.now() - start);
    cell.backward(training, backward);
    both.push(performance.now() - start);
  }
  const operations = 2 * n * rows * ((withDx ? 3 : 2) * inputSize + 3 * hiddenSize);
  const best = both.reduce((a, b) => Math.min(a, b));
  console.log(
    `${name} (${batch},${time},${inputSize},${hiddenSize}): forward ${median(forwards).toFixed(3)} ms, ` +
      `forward and backward ${median(both).toFixed(3)} ms (best ${best.toFixed(3)}), ` +
      `${(operations / median(both) / 1e6).toFixed(1)} GFLOP/s (best ${(operations / best / 1e6).toFixed(1)})`,
  );
}

for (const backend of availableBackends().filter((each) => each !== "reference")) {
  setBackend(backend);
  for (const [name, cell] of Object.entries(CELLS)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    for (const sizes of SIZES) time(`${backend} ${name}`, cell, sizes);
  }
}
