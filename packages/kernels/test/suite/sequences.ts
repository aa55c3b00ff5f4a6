import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GruCall, LstmBackward, LstmForward } from "../../src/recurrences.ts";
import { type Bench, type Bounds, check, compute, type Results, type Subject, UNIT } from "./bench.ts";
import { largest, numbers, PROPERTY } from "./data.ts";

const GRADIENTS = ["dx", "dh0", "dWeightIh", "dWeightHh", "dBiasIh", "dBiasHh"] as const;
type Gradient = (typeof GRADIENTS)[number] | "dc0";

type Forward = LstmForward;
type Backward = LstmBackward;

/** A cell under test. Its kernels take what they know of the operands. */
export interface Cell {
  readonly name: string;
  readonly gates: number;
  /** Numbers in `saved` for each unit of each step. */
  readonly saved: number;
  readonly gradients: readonly Gradient[];
  /** Whether it has a cell state beside the hidden state. */
  readonly cellState: boolean;
  /** Whether it reads W_hh packed where the caller packed it. */
  readonly readsPackedHh: boolean;
  forward(bench: Bench, call: Forward): void;
  backward(bench: Bench, call: Backward): void;
}

const rnn = (activation: "tanh" | "relu"): Cell => ({
  name: `rnn, ${activation}`,
  gates: 1,
  saved: 0,
  gradients: GRADIENTS,
  cellState: false,
  readsPackedHh: true,
  forward: (bench, call) => bench.inference.rnnForward({ ...call, activation }),
  backward: (bench, call) => bench.training.rnnBackward({ ...call, activation }),
});

const lstm: Cell = {
  name: "lstm",
  gates: 4,
  saved: 4,
  gradients: [...GRADIENTS, "dc0"],
  cellState: true,
  readsPackedHh: true,
  forward: (bench, call) => bench.inference.lstmForward(call),
  backward: (bench, call) => bench.training.lstmBackward(call),
};

const gru = (form: GruCall["form"]): Cell => ({
  name: `gru, ${form}`,
  gates: 3,
  saved: form === "resetAfter" ? 4 : 3,
  gradients: GRADIENTS,
  cellState: false,
  readsPackedHh: form === "resetAfter",
  forward: (bench, call) => bench.inference.gruForward({ ...call, form }),
  backward: (bench, call) => bench.training.gruBackward({ ...call, form }),
});

/** Every cell that has whole-sequence kernels. */
export const CELLS: readonly Cell[] = [rnn("tanh"), rnn("relu"), lstm, gru("resetAfter"), gru("resetBefore")];

/** Sizes, operands and what is asked of a cell. */
export interface SequenceCase {
  readonly cell: Cell;
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
  readonly c0: readonly number[] | undefined;
  readonly dy: readonly number[] | undefined;
  readonly dhLast: readonly number[] | undefined;
  readonly dcLast: readonly number[] | undefined;
  readonly gradients: readonly Gradient[];
  /** Whether the forward call saves what the backward call needs. Without it there is none. */
  readonly saved: boolean;
  /** Whether the forward call, if it saves nothing, writes the cell states. */
  readonly cells: boolean;
  /** Whether the weights are packed beforehand; for the forward call they are NaN themselves then. */
  readonly packed: boolean;
}

/** What to leave out is `false`; `h0` and `dhLast` stand for the cell state's as well. */
type Options = Partial<Pick<SequenceCase, "reverse" | "lengths" | "gradients">> &
  Partial<Record<"bias" | "h0" | "dy" | "dhLast", boolean>>;

/** B, T, I and H; inputs and gradients are NaN wherever there is padding. */
export function sequenceCase(
  cell: Cell,
  sizes: readonly [number, number, number, number],
  options: Options = {},
): SequenceCase {
  const [batch, time, inputSize, hiddenSize] = sizes;
  const rows = cell.gates * hiddenSize;
  const { bias = true, h0 = true, dy = true, dhLast = true, lengths, ...others } = options;
  const padded = (values: number[], width: number) =>
    values.map((value, i) => {
      const step = Math.floor(i / width);
      const row = Math.floor(step / time);
      return step % time < (lengths?.[row] ?? time) ? value : Number.NaN;
    });
  // As large as a trained network's: the pre-activations are of the order of 1.
  const weight = (fan: number, seed: number) => numbers(rows * fan, seed, 1.5 / Math.sqrt(Math.max(fan, 1)));
  return {
    cell,
    batch,
    time,
    inputSize,
    hiddenSize,
    reverse: false,
    weightIh: weight(inputSize, 5),
    weightHh: weight(hiddenSize, 6),
    biasIh: bias ? numbers(rows, 7, 0.5) : undefined,
    biasHh: bias ? numbers(rows, 8, 0.5) : undefined,
    lengths,
    x: padded(numbers(batch * time * inputSize, 1), inputSize),
    h0: h0 ? numbers(batch * hiddenSize, 2) : undefined,
    c0: h0 && cell.cellState ? numbers(batch * hiddenSize, 9, 1.5) : undefined,
    dy: dy ? padded(numbers(batch * time * hiddenSize, 3), hiddenSize) : undefined,
    dhLast: dhLast ? numbers(batch * hiddenSize, 4) : undefined,
    dcLast: dhLast && cell.cellState ? numbers(batch * hiddenSize, 10) : undefined,
    gradients: cell.gradients,
    saved: true,
    cells: true,
    packed: false,
    ...others,
  };
}

/** Forward, then backward from the forward call's own results. */
export function sequence(c: SequenceCase): (bench: Bench) => Results {
  const { cell, batch: B, time: T, inputSize: I, hiddenSize: H, reverse } = c;
  return (bench) => {
    const optional = (values: readonly number[] | undefined) => (values === undefined ? 0 : bench.floats(values));
    const room = (wanted: boolean, n: number) => (wanted ? bench.room(n) : 0);
    const y = bench.room(B * T * H);
    const saved = room(c.saved && cell.saved > 0, B * T * cell.saved * H);
    const cells = room(cell.cellState && (c.saved || c.cells), B * T * H);
    const hLast = bench.room(B * H);
    const cLast = room(cell.cellState, B * H);
    const shared = {
      batch: B,
      time: T,
      inputSize: I,
      hiddenSize: H,
      x: bench.floats(c.x),
      h0: optional(c.h0),
      c0: optional(c.c0),
      weightIh: bench.floats(c.weightIh),
      weightHh: bench.floats(c.weightHh),
      lengths: c.lengths === undefined ? 0 : bench.ints(c.lengths),
      reverse,
      y,
      cells,
      saved,
    };
    const biases = { biasIh: optional(c.biasIh), biasHh: optional(c.biasHh) };
    const rows = cell.gates * H;
    const packedIh = c.packed ? bench.packedTranspose(rows, I, c.weightIh) : 0;
    const packedHh = c.packed ? bench.packedTranspose(rows, H, c.weightHh) : 0;
    const weightIh = packedIh === 0 ? shared.weightIh : bench.room(rows * I);
    const weightHh = packedHh === 0 || !cell.readsPackedHh ? shared.weightHh : bench.room(rows * H);
    cell.forward(bench, { ...shared, ...biases, weightIh, weightHh, packedIh, packedHh, hLast, cLast });
    const results: Results = { y: bench.read(y, B * T * H), hLast: bench.read(hLast, B * H) };
    if (cells !== 0) results.cells = bench.read(cells, B * T * H);
    if (cLast !== 0) results.cLast = bench.read(cLast, B * H);
    if (!c.saved) return results;

    const rooms: Record<Gradient, number> = {
      dx: B * T * I,
      dh0: B * H,
      dc0: B * H,
      dWeightIh: cell.gates * H * I,
      dWeightHh: cell.gates * H * H,
      dBiasIh: cell.gates * H,
      dBiasHh: cell.gates * H,
    };
    const gradient = (name: Gradient) => room(c.gradients.includes(name), rooms[name]);
    const addresses: Record<Gradient, number> = {
      dx: gradient("dx"),
      dh0: gradient("dh0"),
      dc0: gradient("dc0"),
      dWeightIh: gradient("dWeightIh"),
      dWeightHh: gradient("dWeightHh"),
      dBiasIh: gradient("dBiasIh"),
      dBiasHh: gradient("dBiasHh"),
    };
    const given = { dy: optional(c.dy), dhLast: optional(c.dhLast), dcLast: optional(c.dcLast) };
    cell.backward(bench, { ...shared, ...given, ...addresses });

    for (const name of c.gradients) results[name] = bench.read(addresses[name], rooms[name]);
    return results;
  };
}

/** The forward call alone; without `saved`, as when no gradient will be asked for. */
function forward(c: SequenceCase): (bench: Bench) => Results {
  return sequence({ ...c, gradients: [] });
}

/** The whole-sequence kernels of every cell. */
export function sequencesSuite(subject: Subject): void {
  for (const cell of CELLS) sequenceSuite(subject, cell);
}

function sequenceSuite(subject: Subject, cell: Cell): void {
  const gradients = cell.gradients;
  /**
   * A pre-activation is a sum of I + H + 2 products of the order of 1 (of the states' size, where they are larger) and
   * passes through functions whose slope is at most 1, T times over; a gradient of a weight sums B T of them. With the
   * size of the gradients in the array as the unit.
   */
  const checkCell = (c: SequenceCase) => {
    const { batch: B, time: T, inputSize: I, hiddenSize: H } = c;
    const wanted = compute({ ...subject, executor: subject.oracle }, sequence(c));
    const size = Math.max(...[wanted.y!, wanted.cells ?? []].map((states) => largest(states, 1)));
    const state = (I + H + 16) * Math.max(T, 1) * UNIT * size;
    const bounds: Bounds = { y: () => state, hLast: () => state };
    if (cell.cellState) bounds.cells = bounds.cLast = () => state;
    for (const name of c.gradients) {
      const size = largest(wanted[name]!, 1);
      const terms = name === "dx" || name === "dh0" || name === "dc0" ? cell.gates * H : B * T;
      bounds[name] = () => (state + terms * UNIT) * size;
    }
    check(subject, sequence(c), bounds);
  };
  const make = (sizes: readonly [number, number, number, number], options: Options = {}) =>
    sequenceCase(cell, sizes, options);

  const lengthsInAnyOrder = [
    [5, 3, 1],
    [1, 3, 5],
    [0, 5, 2],
    [3, 0, 0],
    [0, 0, 0],
    [2, 2, 2],
  ];

  for (const reverse of [false, true]) {
    describe(`${cell.name}${reverse ? ", reversed" : ""}`, () => {
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
          checkCell(make(sizes, { reverse }));
        }
      });

      it("more units and inputs than a block of terms", () => {
        checkCell(make([2, 2, 263, 3], { reverse }));
        checkCell(make([2, 2, 3, 263], { reverse }));
      });

      it("more steps, and more rows, than a chunk", () => {
        checkCell(make([2, 263, 3, 2], { reverse, lengths: [257, 263] }));
        checkCell(make([263, 3, 2, 3], { reverse }));
      });

      it("no rows, no steps", () => {
        checkCell(make([0, 5, 3, 2], { reverse }));
        checkCell(make([3, 0, 3, 2], { reverse }));
        checkCell(make([3, 0, 3, 2], { reverse, h0: false, dhLast: false }));
      });

      it("without biases, without initial state", () => {
        for (const bias of [false, true]) {
          for (const h0 of [false, true]) checkCell(make([3, 5, 2, 7], { reverse, bias, h0 }));
        }
      });

      it("lengths in any order, zeros among them, with NaN in the padding", () => {
        for (const lengths of lengthsInAnyOrder) {
          for (const h0 of [false, true]) checkCell(make([3, 5, 2, 7], { reverse, lengths, h0 }));
        }
      });

      it("gradients of the outputs alone, of the last state alone, of neither", () => {
        for (const [dy, dhLast] of [
          [true, false],
          [false, true],
          [false, false],
        ] as const) {
          checkCell(make([3, 5, 2, 7], { reverse, dy, dhLast }));
          checkCell(make([3, 5, 2, 7], { reverse, dy, dhLast, lengths: [3, 0, 5] }));
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
                gradients: fc.subarray([...gradients]),
              })
              .map((options) => make(sizes, { reverse, ...options })),
          );
        fc.assert(fc.property(cases, checkCell), PROPERTY);
      });

      it("each gradient alone is the same, bit for bit, as among all", () => {
        const all = compute(subject, sequence(make([3, 5, 2, 7], { reverse, lengths: [2, 5, 0] })));
        for (const name of gradients) {
          const alone = make([3, 5, 2, 7], { reverse, lengths: [2, 5, 0], gradients: [name] });
          expect(compute(subject, sequence(alone))[name], name).toEqual(all[name]);
        }
      });

      it("outputs and last state are the same, bit for bit, whether gates are saved or not", () => {
        const c = make([3, 5, 2, 7], { reverse, lengths: [2, 5, 0] });
        const withGates = compute(subject, forward(c));
        expect(compute(subject, forward({ ...c, saved: false }))).toEqual(withGates);
        const { cells: _, ...others } = withGates;
        expect(compute(subject, forward({ ...c, saved: false, cells: false }))).toEqual(others);
      });

      it("a batch of n is n batches of one, bit for bit, but for the parameters' gradients", () => {
        for (const sizes of [
          [5, 4, 3, 7],
          [9, 3, 17, 31],
        ] as const) {
          const [B, T, I, H] = sizes;
          const lengths = Array.from({ length: B }, (_, b) => (b * 3) % (T + 1));
          const c = make(sizes, { reverse, lengths });
          const together = compute(subject, sequence(c));
          for (let b = 0; b < B; b++) {
            const row = (values: readonly number[] | undefined, width: number) =>
              values!.slice(b * width, (b + 1) * width);
            const one = compute(
              subject,
              sequence({
                ...c,
                batch: 1,
                lengths: [lengths[b]!],
                x: row(c.x, T * I),
                h0: row(c.h0, H),
                c0: c.c0 && row(c.c0, H),
                dy: row(c.dy, T * H),
                dhLast: row(c.dhLast, H),
                dcLast: c.dcLast && row(c.dcLast, H),
              }),
            );
            expect(one.y, `y of row ${b}`).toEqual(row(together.y, T * H));
            expect(one.hLast, `hLast of row ${b}`).toEqual(row(together.hLast, H));
            expect(one.dx, `dx of row ${b}`).toEqual(row(together.dx, T * I));
            expect(one.dh0, `dh0 of row ${b}`).toEqual(row(together.dh0, H));
            if (!cell.cellState) continue;
            expect(one.cells, `cells of row ${b}`).toEqual(row(together.cells, T * H));
            expect(one.cLast, `cLast of row ${b}`).toEqual(row(together.cLast, H));
            expect(one.dc0, `dc0 of row ${b}`).toEqual(row(together.dc0, H));
          }
        }
      });

      it("one step of one or two rows is the first step of a long walk, bit for bit", () => {
        for (const [I, H] of [
          [3, 7],
          [17, 22],
          [300, 33],
        ] as const) {
          const long = make([3, 4, I, H], { reverse: false });
          const walked = compute(subject, forward({ ...long, saved: false, cells: false }));
          for (const batch of [1, 2]) {
            const first = (values: readonly number[]) =>
              Array.from({ length: batch }, (_, b) => values.slice(b * 4 * I, b * 4 * I + I)).flat();
            const step = { ...long, batch, time: 1, lengths: undefined, x: first(long.x), saved: false, cells: false };
            const { y } = compute(subject, forward(step));
            const wanted = Array.from({ length: batch }, (_, b) => walked.y!.slice(b * 4 * H, b * 4 * H + H)).flat();
            expect(y).toEqual(wanted);
          }
        }
      });

      it("packing the weights beforehand changes no bit", () => {
        for (const sizes of [
          [1, 1, 3, 7],
          [2, 1, 300, 33],
          [3, 4, 17, 22],
        ] as const) {
          const c = make(sizes, { reverse });
          expect(compute(subject, sequence({ ...c, packed: true }))).toEqual(compute(subject, sequence(c)));
        }
      });

      it("no lengths are full lengths, no initial state is a state of zeros, bit for bit", () => {
        const c = make([3, 5, 2, 7], { reverse, h0: false });
        const plain = compute(subject, sequence(c));
        expect(compute(subject, sequence({ ...c, lengths: [5, 5, 5] }))).toEqual(plain);
        const zeros = Array(21).fill(0);
        expect(compute(subject, sequence({ ...c, h0: zeros, c0: zeros }))).toEqual(plain);
      });
    });
  }

  describe(`${cell.name}, properties of the recurrence`, () => {
    it("the last state is the output of the last step, and padding is 0", () => {
      const lengths = [3, 0, 5];
      const c = make([3, 5, 2, 7], { lengths });
      const { y, hLast, cells, cLast } = compute(subject, forward(c));
      const checkLast = (states: number[], last: number[], initial: readonly number[]) => {
        for (const [b, length] of lengths.entries()) {
          const before = length === 0 ? initial.slice(b * 7) : states.slice((b * 5 + length - 1) * 7);
          expect(last.slice(b * 7, (b + 1) * 7)).toEqual(before.slice(0, 7));
          expect(states.slice((b * 5 + length) * 7, (b + 1) * 35)).toEqual(Array((5 - length) * 7).fill(0));
        }
      };
      checkLast(y!, hLast!, c.h0!);
      if (cell.cellState) checkLast(cells!, cLast!, c.c0!);
    });

    it("two halves with the state carried over are the whole, bit for bit", () => {
      const c = make([1, 7, 3, 13]);
      const whole = compute(subject, forward(c));
      const first = compute(subject, forward({ ...c, time: 3, x: c.x.slice(0, 9), dy: c.dy!.slice(0, 39) }));
      const second = compute(
        subject,
        forward({ ...c, time: 4, x: c.x.slice(9), h0: first.hLast!, c0: first.cLast, dy: c.dy!.slice(39) }),
      );
      expect([...first.y!, ...second.y!]).toEqual(whole.y);
      expect(second.hLast).toEqual(whole.hLast);
      expect(second.cLast).toEqual(whole.cLast);
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
      const c = make([B, T, I, H], { lengths });
      const backwards = compute(subject, sequence({ ...c, reverse: true }));
      const flipped = compute(subject, sequence({ ...c, x: flip(c.x, I), dy: flip(c.dy!, H) }));
      expect(flip(flipped.y!, H)).toEqual(backwards.y);
      expect(flip(flipped.dx!, I)).toEqual(backwards.dx);
      expect(flipped.hLast).toEqual(backwards.hLast);
      expect(flipped.dh0).toEqual(backwards.dh0);
      expect(flipped.cLast).toEqual(backwards.cLast);
      expect(flipped.dc0).toEqual(backwards.dc0);
    });

    it("saturated gates stay finite", () => {
      const c = make([1, 3, 2, 5]);
      const results = compute(subject, sequence({ ...c, x: c.x.map((value) => value * 1e4) }));
      for (const [name, values] of Object.entries(results)) expect(values.every(Number.isFinite), name).toBe(true);
    });

    it("a NaN stays in its row", () => {
      const c = make([3, 4, 2, 7]);
      const x = [...c.x];
      x[(1 * 4 + 1) * 2] = Number.NaN; // row 1, step 1
      const { y } = compute(subject, forward({ ...c, x }));
      expect(y!.map(Number.isNaN)).toEqual(y!.map((_, i) => i >= (4 + 1) * 7 && i < 8 * 7));
    });
  });
}
