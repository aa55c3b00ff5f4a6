// Times the whole-sequence GRU, forward and backward with all gradients but dx, on every WebAssembly executor.
//   taskset -c 1 node bench/gru.ts [--dx]
import { type Address, availableBackends, executor, heap, setBackend } from "../src/index.ts";

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
for (const name of availableBackends().filter((each) => each !== "reference")) {
  setBackend(name);
  const { inference, training } = executor("float32");
  for (const [batch, time, inputSize, hiddenSize] of SIZES) {
    const n = batch * time;
    const shared = {
      ...{ batch, time, inputSize, hiddenSize, h0: 0, lengths: 0, reverse: false },
      x: floats(n * inputSize),
      weightIh: floats(3 * hiddenSize * inputSize),
      weightHh: floats(3 * hiddenSize * hiddenSize),
      y: floats(n * hiddenSize),
      saved: floats(n * 4 * hiddenSize),
    };
    const forward = {
      ...shared,
      biasIh: floats(3 * hiddenSize),
      biasHh: floats(3 * hiddenSize),
      hLast: floats(batch * hiddenSize),
    };
    const backward = {
      ...shared,
      dy: floats(n * hiddenSize),
      dhLast: 0,
      dx: withDx ? floats(n * inputSize) : 0,
      dh0: 0,
      dWeightIh: floats(3 * hiddenSize * inputSize),
      dWeightHh: floats(3 * hiddenSize * hiddenSize),
      dBiasIh: floats(3 * hiddenSize),
      dBiasHh: floats(3 * hiddenSize),
    };
    // The engine compiles what is hot once more, with optimizations.
    for (const start = performance.now(); performance.now() - start < 300; ) {
      inference.gruForward(forward);
      training.gruBackward(backward);
    }
    const runs = Math.max(15, Math.min(300, Math.round(1e8 / (n * hiddenSize * (inputSize + hiddenSize)))));
    const forwards: number[] = [];
    const both: number[] = [];
    for (let run = 0; run < runs; run++) {
      const start = performance.now();
      inference.gruForward(forward);
      forwards.push(performance.now() - start);
      training.gruBackward(backward);
      both.push(performance.now() - start);
    }
    const operations = 2 * n * 3 * hiddenSize * ((withDx ? 3 : 2) * inputSize + 3 * hiddenSize);
    const best = both.reduce((a, b) => Math.min(a, b));
    console.log(
      `${name} (${batch},${time},${inputSize},${hiddenSize}): forward ${median(forwards).toFixed(3)} ms, ` +
        `forward and backward ${median(both).toFixed(3)} ms (best ${best.toFixed(3)}), ` +
        `${(operations / median(both) / 1e6).toFixed(1)} GFLOP/s (best ${(operations / best / 1e6).toFixed(1)})`,
    );
  }
}
