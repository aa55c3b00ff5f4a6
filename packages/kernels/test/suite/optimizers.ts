import { describe, expect, it } from "vitest";
import { type Bench, check, compute, expected, type Subject, UNIT } from "./bench.ts";
import { numbers, SIZES, sum } from "./data.ts";

interface Placed {
  readonly table: number;
  readonly segments: number;
  readonly gradients: readonly number[];
  readonly parameters: readonly number[];
  readonly moments: readonly (readonly [number, number])[];
}

/** One segment for each of SIZES, the empty one among them. */
function place(bench: Bench, options: { scale?: number; withMoments?: boolean } = {}): Placed {
  const gradients = SIZES.map((n) => bench.inOut(numbers(n, n, options.scale ?? 1)));
  const parameters = SIZES.map((n) => bench.inOut(numbers(n, n + 1)));
  const moments = options.withMoments
    ? SIZES.map((n) => {
        const first = bench.inOut(numbers(n, n + 2, 0.1));
        return [first, bench.inOut(numbers(n, n + 3, 0.01).map(Math.abs))] as const;
      })
    : SIZES.map(() => [0, 0] as const);
  const table = SIZES.flatMap((n, i) => [parameters[i]!, gradients[i]!, moments[i]![0], moments[i]![1], n]);
  return { table: bench.ints(table), segments: SIZES.length, gradients, parameters, moments };
}

function readAll(bench: Bench, addresses: readonly number[]): number[] {
  return addresses.flatMap((address, i) => bench.read(address, SIZES[i]!));
}

/** What an optimizer reads and writes. */
function readState(bench: Bench, placed: Placed): Record<"parameters" | "first" | "second" | "gradients", number[]> {
  return {
    parameters: readAll(bench, placed.parameters),
    first: readAll(
      bench,
      placed.moments.map(([first]) => first),
    ),
    second: readAll(
      bench,
      placed.moments.map(([, second]) => second),
    ),
    gradients: readAll(bench, placed.gradients),
  };
}

export function optimizersSuite(subject: Subject): void {
  describe("sumSquares", () => {
    it("sums in float64 over all segments", () => {
      const body = (bench: Bench) => ({ total: [bench.training.sumSquares(place(bench))] });
      const [wanted] = expected(subject, body).total!;
      const [got] = compute(subject, body).total!;
      // Squares of float32 are exact in float64; what is left is the order of the additions.
      expect(Math.abs(got! - wanted!)).toBeLessThan(sum(SIZES) * 2 ** -53 * wanted!);
    });

    it("does not overflow where float32 would", () => {
      const [got] = compute(subject, (bench) => ({
        total: [bench.training.sumSquares(place(bench, { scale: 2 ** 100 }))],
      })).total!;
      const [plain] = compute(subject, (bench) => ({ total: [bench.training.sumSquares(place(bench))] })).total!;
      expect(Math.abs(got! - plain! * 2 ** 200)).toBeLessThanOrEqual(1e-12 * got!);
    });

    it("no segments make 0, a NaN shows", () => {
      const table = compute(subject, (bench) => {
        const gradient = bench.floats([1, 2, Number.NaN, 3, 4]);
        const segments = { table: bench.ints([0, gradient, 0, 0, 5]), segments: 1 };
        return {
          none: [bench.training.sumSquares({ table: bench.ints([]), segments: 0 })],
          nan: [bench.training.sumSquares(segments)],
        };
      });
      expect(table).toEqual({ none: [0], nan: [Number.NaN] });
    });
  });

  describe("scaleGradients", () => {
    it("multiplies every gradient and nothing else", () => {
      check(
        subject,
        (bench) => {
          const placed = place(bench);
          bench.training.scaleGradients(placed, 0.40625);
          return { gradients: readAll(bench, placed.gradients), parameters: readAll(bench, placed.parameters) };
        },
        { gradients: "exact", parameters: "exact" },
      );
    });
  });

  describe("adam", () => {
    for (const [name, options] of Object.entries({
      plain: { weightDecay: 0, decoupled: false, gradientScale: 1 },
      "with clipped gradients": { weightDecay: 0, decoupled: false, gradientScale: 0.3125 },
      "with weight decay in the gradient": { weightDecay: 0.25, decoupled: false, gradientScale: 0.5 },
      "with decoupled weight decay": { weightDecay: 0.25, decoupled: true, gradientScale: 0.5 },
    })) {
      it(`${name}: parameters and both moments within a few roundings`, () => {
        const learningRate = 2 ** -5;
        check(
          subject,
          (bench) => {
            const placed = place(bench, { withMoments: true });
            bench.training.adam({
              table: placed.table,
              segments: placed.segments,
              learningRate,
              beta1: 0.9,
              beta2: 0.999,
              epsilon: 1e-8,
              correction1: 1 - 0.9 ** 3,
              correction2: 1 - 0.999 ** 3,
              ...options,
            });
            return readState(bench, placed);
          },
          {
            // |p| <= 1 and the update |m| / correction1 / sqrt(v / correction2) below 12: a dozen roundings of each.
            parameters: () => 2 * UNIT + 12 * UNIT * learningRate * 12,
            // Sums of two terms, each below 1, that may cancel.
            first: () => 6 * UNIT,
            second: (_, value) => 8 * UNIT * value,
            gradients: "exact",
          },
        );
      });
    }

    it("the first step from zero moments has the size of the learning rate", () => {
      const { parameters } = compute(subject, (bench) => {
        const zeros = () => bench.inOut([0, 0, 0]);
        const p = bench.inOut([1, 2, 3]);
        const segments = bench.ints([p, bench.floats([0.5, -3, 0]), zeros(), zeros(), 3]);
        bench.training.adam({
          table: segments,
          segments: 1,
          learningRate: 0.125,
          beta1: 0.9,
          beta2: 0.999,
          epsilon: 1e-8,
          weightDecay: 0,
          decoupled: false,
          correction1: 1 - 0.9,
          correction2: 1 - 0.999,
          gradientScale: 1,
        });
        return { parameters: bench.read(p, 3) };
      });
      for (const [i, wanted] of [0.875, 2.125, 3].entries()) expect(parameters![i]).toBeCloseTo(wanted, 6);
    });
  });

  const learningRate = 2 ** -5;
  // The gradient, at most 1 and weightDecay, is off by two roundings of that.
  const gradient = 3 * UNIT;

  describe("sgd", () => {
    const plain = { momentum: 0, dampening: 0, nesterov: false, weightDecay: 0, gradientScale: 1 };
    for (const [name, options] of Object.entries({
      plain,
      "with clipped gradients": { ...plain, gradientScale: 0.3125 },
      "with weight decay": { ...plain, weightDecay: 0.25, gradientScale: 0.5 },
      "with momentum": { ...plain, momentum: 0.9 },
      "with momentum, dampening and weight decay": { ...plain, momentum: 0.9, dampening: 0.4, weightDecay: 0.25 },
      "with Nesterov's momentum": { ...plain, momentum: 0.9, nesterov: true, weightDecay: 0.25, gradientScale: 0.5 },
    })) {
      it(`${name}: parameters and the first moment within a few roundings`, () => {
        check(
          subject,
          (bench) => {
            const placed = place(bench, { withMoments: true });
            bench.training.sgd({ table: placed.table, segments: placed.segments, learningRate, ...options });
            return readState(bench, placed);
          },
          {
            // |p| <= 1; the step is at most 3, of as many terms.
            parameters: () => 2 * UNIT + learningRate * (3 * gradient + 6 * UNIT),
            first: options.momentum === 0 ? "exact" : () => gradient + 3 * UNIT,
            second: "exact",
            gradients: "exact",
          },
        );
      });
    }
  });

  describe("rmsProp", () => {
    const plain = { alpha: 0.99, epsilon: 1e-8, momentum: 0, weightDecay: 0, gradientScale: 1 };
    for (const [name, options] of Object.entries({
      plain,
      "with clipped gradients and another epsilon": { ...plain, alpha: 0.5, epsilon: 0.125, gradientScale: 0.3125 },
      "with weight decay": { ...plain, weightDecay: 0.25, gradientScale: 0.5 },
      "with momentum": { ...plain, momentum: 0.9 },
    })) {
      it(`${name}: parameters and both moments within a few roundings`, () => {
        const body = (bench: Bench) => {
          const placed = place(bench, { withMoments: true });
          bench.training.rmsProp({ table: placed.table, segments: placed.segments, learningRate, ...options });
          return readState(bench, placed);
        };
        const { second } = expected(subject, body);
        // The step is at most 10, and off as the gradient is, divided by the root of the second moment.
        const step = (i: number) => 60 * UNIT + gradient / (Math.sqrt(second![i]!) + options.epsilon);
        check(subject, body, {
          parameters: (i) => 2 * UNIT + learningRate * step(i),
          first: options.momentum === 0 ? "exact" : (i) => step(i),
          second: (_, value) => 8 * UNIT * value + 2 * gradient * (1 - options.alpha),
          gradients: "exact",
        });
      });
    }
  });

  describe("adagrad", () => {
    const plain = { epsilon: 1e-10, weightDecay: 0, gradientScale: 1 };
    for (const [name, options] of Object.entries({
      plain,
      "with clipped gradients and another epsilon": { ...plain, epsilon: 0.125, gradientScale: 0.3125 },
      "with weight decay": { ...plain, weightDecay: 0.25, gradientScale: 0.5 },
    })) {
      it(`${name}: parameters and the second moment within a few roundings`, () => {
        const body = (bench: Bench) => {
          const placed = place(bench, { withMoments: true });
          bench.training.adagrad({ table: placed.table, segments: placed.segments, learningRate, ...options });
          return readState(bench, placed);
        };
        const { second } = expected(subject, body);
        // The step is at most 1.
        const step = (i: number) => 6 * UNIT + gradient / (Math.sqrt(second![i]!) + options.epsilon);
        check(subject, body, {
          parameters: (i) => 2 * UNIT + learningRate * step(i),
          first: "exact",
          second: (_, value) => 8 * UNIT * value + 2 * gradient,
          gradients: "exact",
        });
      });
    }
  });

  it("moments that an optimizer does not use need not be there", () => {
    const values = numbers(7, 1);
    const body = (bench: Bench) => {
      const table = (first: number, second: number) => {
        const parameter = bench.inOut(values);
        return { parameter, segments: 1, table: bench.ints([parameter, bench.floats(values), first, second, 7]) };
      };
      const shared = { learningRate, weightDecay: 0, gradientScale: 1 };
      const none = table(0, 0);
      bench.training.sgd({ ...none, ...shared, momentum: 0, dampening: 0, nesterov: false });
      const second = () => table(0, bench.inOut(values.map(Math.abs)));
      const [withoutMomentum, withoutFirst] = [second(), second()];
      bench.training.rmsProp({ ...withoutMomentum, ...shared, alpha: 0.5, epsilon: 1e-8, momentum: 0 });
      bench.training.adagrad({ ...withoutFirst, ...shared, epsilon: 1e-8 });
      const read = (at: { parameter: number }) => bench.read(at.parameter, 7);
      return { sgd: read(none), rmsProp: read(withoutMomentum), adagrad: read(withoutFirst) };
    };
    const before = subject.heap.uint8().slice(0, 64);
    check(subject, body, { sgd: () => 4 * UNIT, rmsProp: () => 4 * UNIT, adagrad: () => 4 * UNIT });
    expect(subject.heap.uint8().slice(0, 64)).toEqual(before);
  });
}
