import { describe, expect, it } from "vitest";
import type { Address, InferenceKernels } from "../src/backend.ts";
import { availableBackends, executor, heap, setBackend } from "../src/mode.ts";

/** The functions in float64, and the bounds that README.md states: units in the last place of the float32 result. */
const FUNCTIONS = {
  exp: { exact: Math.exp, bound: 1.1 },
  log: { exact: Math.log, bound: 0.9 },
  tanh: { exact: Math.tanh, bound: 2.5 },
  sigmoid: { exact: (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))), bound: 2.2 },
} as const;

/** Every so many of the 2^32 floats are tried: normal and subnormal numbers of both signs, infinities and NaN. */
const STRIDE = 2503;
const AT_ONCE = 65536;

const LARGEST = 2 ** 128 - 2 ** 104;
const SMALLEST_NORMAL = 2 ** -126;

/** The distance of a float32 from an exact result, in units of its last place. */
function error(got: number, exact: number): number {
  const wanted = Math.fround(exact);
  if (Object.is(got, wanted)) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(wanted)) {
    // The number after the largest float counts as infinite and the other way round: they are neighbours.
    const finite = (x: number) => (Math.abs(x) === Number.POSITIVE_INFINITY ? Math.sign(x) * 2 ** 128 : x);
    const distance = Math.abs(finite(got) - exact) / 2 ** 104;
    return Math.abs(exact) >= LARGEST / 2 && distance < 4 ? distance : Number.POSITIVE_INFINITY;
  }
  const size = Math.max(Math.abs(wanted), SMALLEST_NORMAL);
  return Math.abs(got - exact) / 2 ** (Math.floor(Math.log2(size)) - 23);
}

/** The largest error of a function over the sampled floats, and where it is. */
function largestError(
  kernels: InferenceKernels,
  op: keyof typeof FUNCTIONS,
  x: Address,
  y: Address,
): { worst: number; at: number } {
  let worst = 0;
  let at = 0;
  const { exact } = FUNCTIONS[op];
  for (let first = 0; first < 2 ** 32; first += AT_ONCE * STRIDE) {
    const count = Math.min(AT_ONCE, Math.ceil((2 ** 32 - first) / STRIDE));
    const bits = heap().int32();
    for (let i = 0; i < count; i++) bits[x / 4 + i] = first + i * STRIDE;
    kernels.unary(op, count, x, y);
    const floats = heap().float32();
    for (let i = 0; i < count; i++) {
      const found = error(floats[y / 4 + i]!, exact(floats[x / 4 + i]!));
      if (found > worst) {
        worst = found;
        at = floats[x / 4 + i]!;
      }
    }
  }
  return { worst, at };
}

for (const name of availableBackends().filter((each) => each !== "reference")) {
  describe(name, () => {
    const kernels = executorOf(name).inference;
    for (const op of Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[]) {
      it(`${op}: error below ${FUNCTIONS[op].bound} units in the last place over the whole range`, () => {
        const x = heap().allocate(4 * AT_ONCE);
        const y = heap().allocate(4 * AT_ONCE);
        const { worst, at } = largestError(kernels, op, x, y);
        heap().free(x);
        heap().free(y);
        expect(worst, `${op}(${at})`).toBeLessThan(FUNCTIONS[op].bound);
      });
    }
  });
}

function executorOf(name: ReturnType<typeof availableBackends>[number]) {
  setBackend(name);
  return executor("float32");
}
