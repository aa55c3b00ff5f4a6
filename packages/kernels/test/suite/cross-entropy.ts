import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bench, check, compute, type Subject, UNIT } from "./bench.ts";
import { largest, numbers, PROPERTY, SIZES, wholeNumbers } from "./data.ts";

interface Case {
  readonly rows: number;
  readonly classes: number;
  readonly logits: readonly number[];
  readonly targets: readonly number[];
  readonly ignoreIndex: number;
  readonly labelSmoothing: number;
}

function crossEntropyCase(rows: number, classes: number, options: Partial<Case> & { scale?: number } = {}): Case {
  return {
    rows,
    classes,
    logits: numbers(rows * classes, classes, options.scale ?? 3),
    targets: wholeNumbers(rows, rows, classes),
    ignoreIndex: -100,
    labelSmoothing: 0,
    ...options,
  };
}

/** The losses, and the gradient of their sum weighted by numbers of [-1, 1). */
function crossEntropy(c: Case): (bench: Bench) => { losses: number[]; logSumExp: number[]; dLogits: number[] } {
  const { rows, classes, ignoreIndex, labelSmoothing } = c;
  return (bench) => {
    const logits = bench.floats(c.logits);
    const targets = bench.ints(c.targets);
    const losses = bench.room(rows);
    const logSumExp = bench.room(rows);
    const dLogits = bench.room(rows * classes);
    const shared = { rows, classes, logits, targets, ignoreIndex, labelSmoothing, logSumExp };
    bench.training.crossEntropy({ ...shared, losses });
    const rowGradients = bench.floats(numbers(rows, 9));
    bench.training.crossEntropyBackward({ ...shared, rowGradients, dLogits });
    return {
      losses: bench.read(losses, rows),
      logSumExp: bench.read(logSumExp, rows).map((value, row) => (c.targets[row] === ignoreIndex ? 0 : value)),
      dLogits: bench.read(dLogits, rows * classes),
    };
  };
}

export function crossEntropySuite(subject: Subject): void {
  const checkCase = (c: Case) => {
    // The sum of C exponentials, and numbers as large as the largest logit taken from each other; a probability
    // inherits that as a relative error. An ignored row's logits may be anything.
    const size = largest(c.logits, 1);
    const bound = (c.classes + 16 + 8 * size) * UNIT;
    check(subject, crossEntropy(c), {
      losses: (_, value) => bound + 4 * UNIT * Math.abs(value),
      logSumExp: () => bound,
      dLogits: () => bound,
    });
  };

  for (const labelSmoothing of [0, 0.1]) {
    describe(`crossEntropy, label smoothing ${labelSmoothing}`, () => {
      it("every number of classes", () => {
        for (const classes of SIZES.slice(1)) checkCase(crossEntropyCase(5, classes, { labelSmoothing }));
        checkCase(crossEntropyCase(0, 7, { labelSmoothing }));
      });

      it("any rows and classes", () => {
        const rows = fc.integer({ min: 0, max: 30 });
        const classes = fc.integer({ min: 1, max: 50 });
        fc.assert(
          fc.property(rows, classes, fc.constantFrom(0.1, 10, 60), (r, c, scale) => {
            checkCase(crossEntropyCase(r, c, { labelSmoothing, scale }));
          }),
          PROPERTY,
        );
      });

      it("an ignored row has loss 0 and gradient 0, whatever its logits are", () => {
        for (const ignoreIndex of [-100, 2]) {
          const targets = [1, ignoreIndex, 0, ignoreIndex, 3];
          const logits = numbers(5 * 7, 1).map((x, i) => (Math.floor(i / 7) === 1 ? Number.NaN : x));
          const c = crossEntropyCase(5, 7, { logits, targets, ignoreIndex, labelSmoothing });
          checkCase(c);
          const { losses, dLogits } = compute(subject, crossEntropy(c)) as ReturnType<ReturnType<typeof crossEntropy>>;
          expect([losses[1], losses[3]]).toEqual([0, 0]);
          expect([...dLogits.slice(7, 14), ...dLogits.slice(21, 28)].map(Math.abs)).toEqual(Array(14).fill(0));
        }
      });

      it("large logits do not overflow", () => {
        checkCase(crossEntropyCase(1, 5, { logits: [1000, 999, -998, 0, 1000], targets: [2], labelSmoothing }));
      });

      it("equal logits give log(classes)", () => {
        const c = crossEntropyCase(3, 13, { logits: Array(39).fill(2.5), labelSmoothing });
        const { losses } = compute(subject, crossEntropy(c)) as ReturnType<ReturnType<typeof crossEntropy>>;
        for (const loss of losses) expect(Math.abs(loss - Math.log(13))).toBeLessThan(8 * UNIT * 3);
      });
    });
  }

  describe("crossEntropy, no label smoothing", () => {
    it("a class with logit -Infinity does not matter unless it is the target", () => {
      const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;
      const logits = [0.5, NEGATIVE_INFINITY, 1.5, -1, 0.25];
      checkCase(crossEntropyCase(1, 5, { logits, targets: [2] }));
      const { losses } = compute(subject, crossEntropy(crossEntropyCase(1, 5, { logits, targets: [1] }))) as {
        losses: number[];
      };
      expect(losses).toEqual([POSITIVE_INFINITY]);
    });

    it("a NaN spoils its row and no other", () => {
      const logits = numbers(15, 1);
      logits[7] = Number.NaN;
      const { losses, dLogits } = compute(subject, crossEntropy(crossEntropyCase(3, 5, { logits }))) as {
        losses: number[];
        dLogits: number[];
      };
      expect(losses.map(Number.isNaN)).toEqual([false, true, false]);
      expect(dLogits.map(Number.isNaN)).toEqual(logits.map((_, i) => i >= 5 && i < 10));
    });
  });
}
