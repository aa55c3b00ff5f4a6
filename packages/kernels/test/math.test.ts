import { describe, expect, it } from "vitest";
import type { Address, InferenceKernels, UnaryOp } from "../src/backend.ts";
import { availableBackends, executor, heap, setBackend } from "../src/mode.ts";
import { softplus } from "../src/reference/math.ts";
import { erf, gelu } from "../src/reference/normal-distribution.ts";
import { pow } from "../src/reference/power.ts";
import { wholeNumbers } from "./suite/data.ts";

interface Function {
  readonly exact: (x: number) => number;
  /** In units of the last place of the float32 result. */
  readonly bound: number;
}

/** The functions in float64, and the bounds that README.md and the contract state. */
const FUNCTIONS: Partial<Record<UnaryOp, Function>> = {
  exp: { exact: Math.exp, bound: 1.1 },
  log: { exact: Math.log, bound: 0.9 },
  tanh: { exact: Math.tanh, bound: 2.6 },
  sigmoid: { exact: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))), bound: 2.4 },
  rsqrt: { exact: (x) => 1 / Math.sqrt(x), bound: 1.5 },
  // Those of src/reference that the language has not; test/reference-special.test.ts holds them.
  gelu: { exact: gelu, bound: 7 },
  softplus: { exact: softplus, bound: 1.9 },
  erf: { exact: erf, bound: 1.9 },
  sin: { exact: Math.sin, bound: 1.6 },
  cos: { exact: Math.cos, bound: 1.6 },
};
const POW_BOUND = 0.51;

/**
 * Every so many of the 2^32 floats, by their bits: normal and subnormal numbers of both signs, infinities and NaN; and more
 * of those from 1/16 to 32 and from -1/16 to -32, where most of the functions bend.
 */
const GRIDS = [
  { first: 0, end: 2 ** 32, stride: 2503 },
  { first: 0x3d800000, end: 0x42000000, stride: 401 },
  { first: 0xbd800000, end: 0xc2000000, stride: 401 },
] as const;
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

const executors = availableBackends()
  .filter((name) => name !== "reference")
  .map((name) => {
    setBackend(name);
    return { name, kernels: executor("float32").inference };
  });

/** Computes n results from operands that have been placed at a (and b), to y. */
type Call = (kernels: InferenceKernels, n: number, a: Address, b: Address, y: Address) => void;

/**
 * Every executor's largest error over the sampled floats as the first operand, with `second` as the second. The exact
 * results are computed once for all executors.
 */
function checkErrors(
  call: Call,
  exact: (a: number, b: number) => number,
  bound: number,
  second: (a: number, i: number) => number = () => 0,
): void {
  const [a, b, y] = [0, 0, 0].map(() => heap().allocate(4 * AT_ONCE)) as [Address, Address, Address];
  const worst = executors.map(() => ({ error: 0, at: "" }));
  for (const { first, end, stride } of GRIDS) {
    for (let start = first; start < end; start += AT_ONCE * stride) {
      const n = Math.min(AT_ONCE, Math.ceil((end - start) / stride));
      const bits = heap().int32();
      for (let i = 0; i < n; i++) bits[a / 4 + i] = start + i * stride;
      const xs = heap()
        .float32()
        .subarray(a / 4, a / 4 + n);
      const bs = heap()
        .float32()
        .subarray(b / 4, b / 4 + n);
      for (let i = 0; i < n; i++) bs[i] = second(xs[i]!, i);
      const wanted = Float64Array.from(xs, (x, i) => exact(x, bs[i]!));
      for (const [e, { kernels }] of executors.entries()) {
        call(kernels, n, a, b, y);
        const ys = heap()
          .float32()
          .subarray(y / 4, y / 4 + n);
        for (let i = 0; i < n; i++) {
          const found = error(ys[i]!, wanted[i]!);
          if (found > worst[e]!.error) worst[e] = { error: found, at: `(${xs[i]}, ${bs[i]})` };
        }
      }
    }
  }
  for (const address of [a, b, y]) heap().free(address);
  for (const [e, { name }] of executors.entries()) {
    expect(worst[e]!.error, `${name} at ${worst[e]!.at}`).toBeLessThan(bound);
  }
}

describe("largest errors over the whole range of float32", () => {
  for (const [op, { exact, bound }] of Object.entries(FUNCTIONS)) {
    it(`${op}: below ${bound} units in the last place`, () => {
      checkErrors((kernels, n, a, _, y) => kernels.unary(op as UnaryOp, n, a, y), exact, bound);
    });
  }

  it(`pow: below ${POW_BOUND} units in the last place`, () => {
    const whole = wholeNumbers(AT_ONCE, 1, 41);
    const exponents = wholeNumbers(AT_ONCE, 2, 2 ** 24);
    const second = (a: number, i: number): number => {
      // Small whole and half numbers; exponents that lead all over the range of results, subnormal ones included; and
      // numbers of any size.
      if (i % 3 === 0) return whole[i]! / 2 - 10;
      const spread = exponents[i]! / 2 ** 24;
      if (i % 3 === 1) return (280 * spread - 151) / Math.log2(Math.abs(a));
      return (i % 2 === 0 ? 1 : -1) * 2 ** (300 * spread - 150);
    };
    const strides = [[1], [1], [1]];
    const call: Call = (kernels, n, a, b, y) => kernels.binary("pow", { shape: [n], strides }, a, b, y);
    checkErrors(call, pow, POW_BOUND, second);
  });
});
