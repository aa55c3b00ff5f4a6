import { describe, expect, it } from "vitest";
import type { Address } from "../src/backend.ts";
import { availableBackends, executor, heap, setBackend } from "../src/mode.ts";

// The suite of the executors compares small problems with the reference. Here the problems are larger than a chunk of
// steps, in either way: many steps, or many rows. The expected numbers come from the loops below, a row at a time.

interface Sizes {
  readonly B: number;
  readonly T: number;
  readonly I: number;
  readonly H: number;
}

interface Problem extends Sizes {
  readonly lengths: readonly number[];
  readonly reverse: boolean;
  readonly x: number[]; // [B, T, I], NaN where padded; dy as well
  readonly h0: number[]; // [B, H]
  readonly wi: number[]; // [3H, I]
  readonly wh: number[]; // [3H, H]
  readonly bi: number[]; // [3H]
  readonly bh: number[];
  readonly dy: number[]; // [B, T, H]
  readonly dhLast: number[]; // [B, H]
}

type Results = Record<"y" | "hLast" | "dx" | "dh0" | "dwi" | "dwh" | "dbi" | "dbh", number[]>;

function numbers(n: number, seed: number): number[] {
  return Array.from({ length: n }, (_, i) => Math.fround(Math.sin(1 + i * 7.3 + seed * 131) * 0.7));
}

function problem({ B, T, I, H }: Sizes, reverse: boolean): Problem {
  const lengths = Array.from({ length: B }, (_, b) => T - ((b * 29) % (T + 1)));
  const padded = (values: number[], width: number) =>
    values.map((value, i) => (Math.floor(i / width) % T < lengths[Math.floor(i / width / T)]! ? value : Number.NaN));
  return {
    ...{ B, T, I, H, lengths, reverse },
    x: padded(numbers(B * T * I, 1), I),
    h0: numbers(B * H, 2),
    wi: numbers(3 * H * I, 3),
    wh: numbers(3 * H * H, 4),
    bi: numbers(3 * H, 5),
    bh: numbers(3 * H, 6),
    dy: padded(numbers(B * T * H, 7), H),
    dhLast: numbers(B * H, 8),
  };
}

/** [w0 . v + b0, w1 . v + b1, ...] */
function affine(w: number[], v: number[], bias: number[]): number[] {
  return bias.map((b, g) => v.reduce((sum, each, k) => sum + w[g * v.length + k]! * each, b));
}

/** The same results by one step of one row after the other, in float64. */
function byHand(p: Problem): Results {
  const { B, T, I, H } = p;
  const zeros = (n: number) => new Array<number>(n).fill(0);
  const out: Results = {
    ...{ y: zeros(B * T * H), hLast: zeros(B * H), dx: zeros(B * T * I), dh0: zeros(B * H) },
    ...{ dwi: zeros(3 * H * I), dwh: zeros(3 * H * H), dbi: zeros(3 * H), dbh: zeros(3 * H) },
  };
  const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
  for (let b = 0; b < B; b++) {
    const times = Array.from({ length: p.lengths[b]! }, (_, t) => t);
    if (p.reverse) times.reverse();
    let h = p.h0.slice(b * H, (b + 1) * H);
    const steps = times.map((t) => {
      const x = p.x.slice((b * T + t) * I, (b * T + t + 1) * I);
      const before = h;
      const i = affine(p.wi, x, p.bi);
      const u = affine(p.wh, before, p.bh);
      const r = before.map((_, j) => sigmoid(i[j]! + u[j]!));
      const z = before.map((_, j) => sigmoid(i[H + j]! + u[H + j]!));
      const n = before.map((_, j) => Math.tanh(i[2 * H + j]! + r[j]! * u[2 * H + j]!));
      h = before.map((each, j) => (1 - z[j]!) * n[j]! + z[j]! * each);
      for (const [j, each] of h.entries()) out.y[(b * T + t) * H + j] = each;
      return { t, x, before, r, z, n, u };
    });
    for (const [j, each] of h.entries()) out.hLast[b * H + j] = each;

    let dh = p.dhLast.slice(b * H, (b + 1) * H);
    for (const { t, x, before, r, z, n, u } of steps.reverse()) {
      const e = dh.map((each, j) => each + p.dy[(b * T + t) * H + j]!);
      const dn = e.map((each, j) => each * (1 - z[j]!) * (1 - n[j]! ** 2));
      const dz = e.map((each, j) => each * (before[j]! - n[j]!) * z[j]! * (1 - z[j]!));
      const dr = dn.map((each, j) => each * u[2 * H + j]! * r[j]! * (1 - r[j]!));
      const di = [...dr, ...dz, ...dn];
      const du = [...dr, ...dz, ...dn.map((each, j) => each * r[j]!)];
      for (let g = 0; g < 3 * H; g++) {
        out.dbi[g]! += di[g]!;
        out.dbh[g]! += du[g]!;
        for (let k = 0; k < I; k++) {
          out.dwi[g * I + k]! += di[g]! * x[k]!;
          out.dx[(b * T + t) * I + k]! += di[g]! * p.wi[g * I + k]!;
        }
        for (let k = 0; k < H; k++) out.dwh[g * H + k]! += du[g]! * before[k]!;
      }
      dh = e.map((each, j) => du.reduce((sum, d, g) => sum + d * p.wh[g * H + j]!, each * z[j]!));
    }
    for (const [j, each] of dh.entries()) out.dh0[b * H + j] = each;
  }
  return out;
}

function byKernel(p: Problem): Results {
  const { B, T, I, H } = p;
  const blocks: Address[] = [];
  const room = (n: number) => {
    const address = heap().allocate(4 * n);
    blocks.push(address);
    heap()
      .float32()
      .fill(Number.NaN, address / 4, address / 4 + n);
    return address;
  };
  const place = (values: number[]) => {
    const address = room(values.length);
    heap()
      .float32()
      .set(values, address / 4);
    return address;
  };
  const lengths = room(B);
  heap()
    .int32()
    .set(p.lengths, lengths / 4);
  const shared = {
    ...{ batch: B, time: T, inputSize: I, hiddenSize: H, lengths, reverse: p.reverse },
    ...{ x: place(p.x), h0: place(p.h0), weightIh: place(p.wi), weightHh: place(p.wh) },
    ...{ form: "resetAfter" as const, y: room(B * T * H), saved: room(B * T * 4 * H) },
  };
  const forward = { ...shared, biasIh: place(p.bi), biasHh: place(p.bh), hLast: room(B * H), packedIh: 0, packedHh: 0 };
  const backward = {
    ...{ ...shared, dy: place(p.dy), dhLast: place(p.dhLast), dx: room(B * T * I), dh0: room(B * H) },
    ...{ dWeightIh: room(3 * H * I), dWeightHh: room(3 * H * H), dBiasIh: room(3 * H), dBiasHh: room(3 * H) },
  };
  const { inference, training } = executor("float32");
  inference.gruForward(forward);
  training.gruBackward(backward);
  const read = (address: Address, n: number) =>
    Array.from(
      heap()
        .float32()
        .subarray(address / 4, address / 4 + n),
    );
  const results: Results = {
    y: read(shared.y, B * T * H),
    hLast: read(forward.hLast, B * H),
    dx: read(backward.dx, B * T * I),
    dh0: read(backward.dh0, B * H),
    dwi: read(backward.dWeightIh, 3 * H * I),
    dwh: read(backward.dWeightHh, 3 * H * H),
    dbi: read(backward.dBiasIh, 3 * H),
    dbh: read(backward.dBiasHh, 3 * H),
  };
  for (const block of blocks) heap().free(block);
  return results;
}

const CASES: Record<string, Sizes> = {
  "many steps of one row": { B: 1, T: 601, I: 3, H: 5 },
  "many steps of some rows": { B: 11, T: 53, I: 5, H: 7 },
  "more rows than a chunk has": { B: 301, T: 3, I: 7, H: 5 },
};

for (const name of availableBackends()) {
  describe(`gru, ${name}`, () => {
    for (const [title, sizes] of Object.entries(CASES)) {
      for (const reverse of [false, true]) {
        it(`${title}${reverse ? ", reversed" : ""}: every result within 1e-5 of its largest element`, () => {
          setBackend(name);
          const p = problem(sizes, reverse);
          const wanted = byHand(p);
          const got = byKernel(p);
          for (const key of Object.keys(wanted) as (keyof Results)[]) {
            const size = Math.max(...wanted[key].map(Math.abs));
            const worst = Math.max(...wanted[key].map((each, i) => Math.abs(each - got[key][i]!)));
            expect(worst / size, key).toBeLessThan(1e-5);
          }
        });
      }
    }
  });
}
