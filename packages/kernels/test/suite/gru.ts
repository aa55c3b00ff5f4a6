import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bench, type Bounds, check, compute, type Results, type Subject, UNIT } from "./bench.ts";
import { largest, numbers, PROPERTY } from "./data.ts";

const GRADIENTS = ["dx", "dh0", "dWeightIh", "dWeightHh", "dBiasIh", "dBiasHh"] as const;
type Gradient = (typeof GRADIENTS)[number];

/** A GRU's sizes, operands and what is asked of it. */
export interface GruCase {
  readonly batch: number;
  readonly time: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly reverse: boolean;
  readonly weightIh: readonly number[];
  readonly weightHh: readonly number[];
  readonly biasIh: readonly number[] | undefined;
  readonly biasHh: readonly number[] | undefined;
  readonly lengths: readonly number[] | undefined;
  readonly x: readonly number[];
  readonly h0: readonly number[] | undefined;
  readonly dy: readonly number[] | undefined;
  readonly dhLast: readonly number[] | undefined;
  readonly gradients: readonly Gradient[];
  /** Whether the forward call saves the gates. Without them there is no backward call. */
  readonly saved: boolean;
}

/** What to leave out is `false`. */
type Options = Partial<Pick<GruCase, "reverse" | "lengths" | "gradients">> &
  Partial<Record<"bias" | "h0" | "dy" | "dhLast", boolean>>;

/** B, T, I and H; inputs and gradients are NaN wherever there is padding. */
export function gruCase(sizes: readonly [number, number, number, number], options: Options = {}): GruCase {
  const [batch, time, inputSize, hiddenSize] = sizes;
  const { bias = true, h0 = true, dy = true, dhLast = true, lengths, ...others } = options;
  const padded = (values: number[], width: number) =>
    values.map((value, i) => {
      const step = Math.floor(i / width);
      const row = Math.floor(step / time);
      return step % time < (lengths?.[row] ?? time) ? value : Number.NaN;
    });
  // As large as a trained network's: the pre-activations are of the order of 1.
  const weight = (fan: number, seed: number) => numbers(3 * hiddenSize * fan, seed, 1.5 / Math.sqrt(Math.max(fan, 1)));
  return {
    batch,
    time,
    inputSize,
    hiddenSize,
    reverse: false,
    weightIh: weight(inputSize, 5),
    weightHh: weight(hiddenSize, 6),
    biasIh: bias ? numbers(3 * hiddenSize, 7, 0.5) : undefined,
    biasHh: bias ? numbers(3 * hiddenSize, 8, 0.5) : undefined,
    lengths,
    x: padded(numbers(batch * time * inputSize, 1), inputSize),
    h0: h0 ? numbers(batch * hiddenSize, 2) : undefined,
    dy: dy ? padded(numbers(batch * time * hiddenSize, 3), hiddenSize) : undefined,
    dhLast: dhLast ? numbers(batch * hiddenSize, 4) : undefined,
    gradients: GRADIENTS,
    saved: true,
    ...others,
  };
}

/** Forward, then backward from the forward call's own results. */
export function gru(c: GruCase): (bench: Bench) => Results {
  const { batch: B, time: T, inputSize: I, hiddenSize: H, reverse } = c;
  return (bench) => {
    const optional = (values: readonly number[] | undefined) => (values === undefined ? 0 : bench.floats(values));
    const y = bench.room(B * T * H);
    const saved = c.saved ? bench.room(B * T * 4 * H) : 0;
    const hLast = bench.room(B * H);
    const shared = {
      batch: B,
      time: T,
      inputSize: I,
      hiddenSize: H,
      x: bench.floats(c.x),
      h0: optional(c.h0),
      weightIh: bench.floats(c.weightIh),
      weightHh: bench.floats(c.weightHh),
      lengths: c.lengths === undefined ? 0 : bench.ints(c.lengths),
      reverse,
      y,
      saved,
    };
    const biases = { biasIh: optional(c.biasIh), biasHh: optional(c.biasHh) };
    bench.inference.gruForward({ ...shared, ...biases, hLast });
    const results: Results = { y: bench.read(y, B * T * H), hLast: bench.read(hLast, B * H) };
    if (!c.saved) return results;

    const rooms: Record<Gradient, number> = {
      dx: B * T * I,
      dh0: B * H,
      dWeightIh: 3 * H * I,
      dWeightHh: 3 * H * H,
      dBiasIh: 3 * H,
      dBiasHh: 3 * H,
    };
    const gradient = (name: Gradient) => (c.gradients.includes(name) ? bench.room(rooms[name]) : 0);
    const addresses: Record<Gradient, number> = {
      dx: gradient("dx"),
      dh0: gradient("dh0"),
      dWeightIh: gradient("dWeightIh"),
      dWeightHh: gradient("dWeightHh"),
      dBiasIh: gradient("dBiasIh"),
      dBiasHh: gradient("dBiasHh"),
    };
    bench.training.gruBackward({ ...shared, dy: optional(c.dy), dhLast: optional(c.dhLast), ...addresses });

    for (const name of c.gradients) results[name] = bench.read(addresses[name], rooms[name]);
    return results;
  };
}

/** The forward call alone; without `saved`, as when no gradient will be asked for. */
function gruForward(c: GruCase): (bench: Bench) => Results {
  return gru({ ...c, gradients: [] });
}

export function gruSuite(subject: Subject): void {
  /**
   * A pre-activation is a sum of I + H + 2 products of the order of 1 and passes through functions whose slope is at
   * most 1, T times over; a gradient of a weight sums B T of them. With the size of the gradients in the array as the
   * unit.
   */
  const checkGru = (c: GruCase) => {
    const { batch: B, time: T, inputSize: I, hiddenSize: H } = c;
    const wanted = compute({ ...subject, executor: subject.oracle }, gru(c));
    const state = (I + H + 16) * Math.max(T, 1) * UNIT;
    const bounds: Bounds = { y: () => state, hLast: () => state };
    for (const name of c.gradients) {
      const size = largest(wanted[name]!, 1);
      const terms = name === "dx" || name === "dh0" ? 3 * H : B * T;
      bounds[name] = () => (state + terms * UNIT) * size;
    }
    check(subject, gru(c), bounds);
  };

  const lengthsInAnyOrder = [
    [5, 3, 1],
    [1, 3, 5],
    [0, 5, 2],
    [3, 0, 0],
    [0, 0, 0],
    [2, 2, 2],
  ];

  for (const reverse of [false, true]) {
    describe(`gru${reverse ? ", reversed" : ""}`, () => {
      it("sizes around vectors and tiles", () => {
        for (const sizes of [
          [1, 1, 1, 1],
          [2, 3, 5, 7],
          [3, 5, 7, 2],
          [5, 2, 3, 13],
          [1, 7, 4, 16],
          [13, 3, 8, 8],
          [4, 4, 17, 31],
          [7, 3, 2, 67],
        ] as const) {
          checkGru(gruCase(sizes, { reverse }));
        }
      });

      it("more units and inputs than a block of terms", () => {
        checkGru(gruCase([2, 2, 263, 3], { reverse }));
        checkGru(gruCase([2, 2, 3, 263], { reverse }));
      });

      it("no rows, no steps", () => {
        checkGru(gruCase([0, 5, 3, 2], { reverse }));
        checkGru(gruCase([3, 0, 3, 2], { reverse }));
        checkGru(gruCase([3, 0, 3, 2], { reverse, h0: false, dhLast: false }));
      });

      it("without biases, without initial state", () => {
        for (const bias of [false, true]) {
          for (const h0 of [false, true]) checkGru(gruCase([3, 5, 2, 7], { reverse, bias, h0 }));
        }
      });

      it("lengths in any order, zeros among them, with NaN in the padding", () => {
        for (const lengths of lengthsInAnyOrder) {
          for (const h0 of [false, true]) checkGru(gruCase([3, 5, 2, 7], { reverse, lengths, h0 }));
        }
      });

      it("gradients of the outputs alone, of the last state alone, of neither", () => {
        for (const [dy, dhLast] of [
          [true, false],
          [false, true],
          [false, false],
        ] as const) {
          checkGru(gruCase([3, 5, 2, 7], { reverse, dy, dhLast }));
          checkGru(gruCase([3, 5, 2, 7], { reverse, dy, dhLast, lengths: [3, 0, 5] }));
        }
      });

      it("any sizes, lengths and options", () => {
        const size = fc.integer({ min: 1, max: 12 });
        const cases = fc
          .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 7 }), size, size)
          .chain((sizes) =>
            fc
              .record({
                lengths: fc.option(
                  fc.array(fc.integer({ min: 0, max: sizes[1] }), { minLength: sizes[0], maxLength: sizes[0] }),
                  { nil: undefined },
                ),
                bias: fc.boolean(),
                h0: fc.boolean(),
                dy: fc.boolean(),
                dhLast: fc.boolean(),
                gradients: fc.subarray([...GRADIENTS]),
              })
              .map((options) => gruCase(sizes, { reverse, ...options })),
          );
        fc.assert(fc.property(cases, checkGru), PROPERTY);
      });

      it("each gradient alone is the same, bit for bit, as among all", () => {
        const all = compute(subject, gru(gruCase([3, 5, 2, 7], { reverse, lengths: [2, 5, 0] })));
        for (const name of GRADIENTS) {
          const alone = gruCase([3, 5, 2, 7], { reverse, lengths: [2, 5, 0], gradients: [name] });
          expect(compute(subject, gru(alone))[name], name).toEqual(all[name]);
        }
      });

      it("outputs and last state are the same, bit for bit, whether gates are saved or not", () => {
        const c = gruCase([3, 5, 2, 7], { reverse, lengths: [2, 5, 0] });
        const withGates = compute(subject, gruForward(c));
        expect(compute(subject, gruForward({ ...c, saved: false }))).toEqual(withGates);
      });

      it("a batch of n is n batches of one, bit for bit, but for the parameters' gradients", () => {
        for (const sizes of [
          [5, 4, 3, 7],
          [9, 3, 17, 31],
        ] as const) {
          const [B, T, I, H] = sizes;
          const lengths = Array.from({ length: B }, (_, b) => (b * 3) % (T + 1));
          const c = gruCase(sizes, { reverse, lengths });
          const together = compute(subject, gru(c));
          for (let b = 0; b < B; b++) {
            const row = (values: readonly number[] | undefined, width: number) =>
              values!.slice(b * width, (b + 1) * width);
            const one = compute(
              subject,
              gru({
                ...c,
                batch: 1,
                lengths: [lengths[b]!],
                x: row(c.x, T * I),
                h0: row(c.h0, H),
                dy: row(c.dy, T * H),
                dhLast: row(c.dhLast, H),
              }),
            );
            expect(one.y, `y of row ${b}`).toEqual(row(together.y, T * H));
            expect(one.hLast, `hLast of row ${b}`).toEqual(row(together.hLast, H));
            expect(one.dx, `dx of row ${b}`).toEqual(row(together.dx, T * I));
            expect(one.dh0, `dh0 of row ${b}`).toEqual(row(together.dh0, H));
          }
        }
      });

      it("no lengths are full lengths, no initial state is a state of zeros, bit for bit", () => {
        const c = gruCase([3, 5, 2, 7], { reverse, h0: false });
        const plain = compute(subject, gru(c));
        expect(compute(subject, gru({ ...c, lengths: [5, 5, 5] }))).toEqual(plain);
        expect(compute(subject, gru({ ...c, h0: Array(21).fill(0) }))).toEqual(plain);
      });
    });
  }

  describe("gru, properties of the recurrence", () => {
    it("the last state is the output of the last step, and padding is 0", () => {
      const lengths = [3, 0, 5];
      const c = gruCase([3, 5, 2, 7], { lengths });
      const { y, hLast } = compute(subject, gruForward(c)) as { y: number[]; hLast: number[] };
      for (const [b, length] of lengths.entries()) {
        const last =
          length === 0 ? c.h0!.slice(b * 7, (b + 1) * 7) : y.slice((b * 5 + length - 1) * 7, (b * 5 + length) * 7);
        expect(hLast.slice(b * 7, (b + 1) * 7)).toEqual(last);
        expect(y.slice((b * 5 + length) * 7, (b + 1) * 35)).toEqual(Array((5 - length) * 7).fill(0));
      }
    });

    it("two halves with the state carried over are the whole, bit for bit", () => {
      const c = gruCase([1, 7, 3, 13]);
      const whole = compute(subject, gruForward(c));
      const first = compute(subject, gruForward({ ...c, time: 3, x: c.x.slice(0, 9), dy: c.dy!.slice(0, 39) }));
      const second = compute(
        subject,
        gruForward({ ...c, time: 4, x: c.x.slice(9), h0: first.hLast!, dy: c.dy!.slice(39) }),
      );
      expect([...first.y!, ...second.y!]).toEqual(whole.y);
      expect(second.hLast).toEqual(whole.hLast);
    });

    it("reversed is forward over each row's valid steps in reverse order, bit for bit", () => {
      const lengths = [3, 0, 5, 1];
      const [B, T, I, H] = [4, 5, 2, 7] as const;
      /** Reverses each row within its length; padding stays where it is. */
      const flip = (values: readonly number[], width: number) =>
        values.map((_, i) => {
          const step = Math.floor(i / width);
          const b = Math.floor(step / T);
          const t = step % T;
          const from = t < lengths[b]! ? lengths[b]! - 1 - t : t;
          return values[(b * T + from) * width + (i % width)]!;
        });
      const c = gruCase([B, T, I, H], { lengths });
      const backwards = compute(subject, gru({ ...c, reverse: true }));
      const flipped = compute(subject, gru({ ...c, x: flip(c.x, I), dy: flip(c.dy!, H) }));
      expect(flip(flipped.y!, H)).toEqual(backwards.y);
      expect(flip(flipped.dx!, I)).toEqual(backwards.dx);
      expect(flipped.hLast).toEqual(backwards.hLast);
      expect(flipped.dh0).toEqual(backwards.dh0);
    });

    it("saturated gates stay finite", () => {
      const c = gruCase([1, 3, 2, 5]);
      const results = compute(subject, gru({ ...c, x: c.x.map((value) => value * 1e4) }));
      for (const [name, values] of Object.entries(results)) expect(values.every(Number.isFinite), name).toBe(true);
    });

    it("a NaN stays in its row", () => {
      const c = gruCase([3, 4, 2, 7]);
      const x = [...c.x];
      x[(1 * 4 + 1) * 2] = Number.NaN; // row 1, step 1
      const { y } = compute(subject, gruForward({ ...c, x }));
      expect(y!.map(Number.isNaN)).toEqual(y!.map((_, i) => i >= (4 + 1) * 7 && i < 8 * 7));
    });
  });
}
