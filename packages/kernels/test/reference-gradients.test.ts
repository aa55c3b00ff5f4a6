import { describe, expect, it } from "vitest";
import type { UnaryOp } from "../src/backend.ts";
import { executor, heap } from "../src/index.ts";
import { type Bench, expected, type Subject } from "./suite/bench.ts";
import { numbers, sum } from "./suite/data.ts";
import { CELLS, type SequenceCase, sequence, sequenceCase } from "./suite/sequences.ts";

// The float64 reference against central differences: with a step of 1e-5 their own error is below 1e-9.
const STEP = 1e-5;
const TOLERANCE = 1e-8;

const oracle = executor("float64");
const subject: Subject = { name: "reference", heap: heap(), executor: oracle, oracle };

/** d loss / d x_i for every i, from two losses each. */
function differences(x: readonly number[], loss: (x: readonly number[]) => number): number[] {
  return x.map((value, i) => {
    const at = (moved: number) => loss(x.map((other, j) => (i === j ? moved : other)));
    return (at(value + STEP) - at(value - STEP)) / (2 * STEP);
  });
}

function expectEqual(name: string, analytic: readonly number[], numeric: readonly number[]): void {
  expect(analytic.length, name).toBe(numeric.length);
  for (const [i, value] of analytic.entries()) {
    const allowed = TOLERANCE * Math.max(1, Math.abs(value));
    expect(Math.abs(value - numeric[i]!), `${name}[${i}]: ${value} and ${numeric[i]}`).toBeLessThanOrEqual(allowed);
  }
}

/** sum_i a_i b_i, where b is not NaN: padding has no gradient. */
function dot(a: readonly number[], b: readonly number[]): number {
  return sum(a.map((value, i) => (Number.isNaN(b[i]!) ? 0 : value * b[i]!)));
}

const UNARY: readonly UnaryOp[] = [
  "neg",
  "abs",
  "exp",
  "log",
  "sqrt",
  "reciprocal",
  "square",
  "tanh",
  "sigmoid",
  "relu",
  "rsqrt",
  "gelu",
  "softplus",
  "erf",
  "sin",
  "cos",
];

describe("unaryBackward", () => {
  for (const op of UNARY) {
    it(op, () => {
      const positive = op === "log" || op === "sqrt" || op === "rsqrt";
      // Away from the corners of abs and relu and the pole of 1 / x.
      const x = numbers(13, 1, 3)
        .map((value) => value + Math.sign(value) * 0.25)
        .map((value) => (positive ? Math.abs(value) : value));
      const dy = numbers(13, 2);
      const y = (values: readonly number[]) => (bench: Bench) => {
        const out = bench.room(13);
        bench.inference.unary(op, 13, bench.floats(values), out);
        return { out: bench.read(out, 13) };
      };
      const { dx } = expected(subject, (bench) => {
        const room = bench.room(13);
        const outputs = bench.floats(expected(subject, y(x)).out!);
        bench.training.unaryBackward(op, 13, bench.floats(x), outputs, bench.floats(dy), room);
        return { dx: bench.read(room, 13) };
      });
      expectEqual(
        op,
        dx!,
        differences(x, (values) => dot(expected(subject, y(values)).out!, dy)),
      );
    });
  }
});

for (const op of ["softmax", "logSoftmax"] as const) {
  describe(`${op}Backward`, () => {
    it("three rows of seven", () => {
      const x = numbers(21, 1, 2);
      const dy = numbers(21, 2);
      const y = (values: readonly number[]) => (bench: Bench) => {
        const out = bench.room(21);
        bench.inference[op](3, 7, bench.floats(values), out);
        return { out: bench.read(out, 21) };
      };
      const { dx } = expected(subject, (bench) => {
        const room = bench.room(21);
        const outputs = bench.floats(expected(subject, y(x)).out!);
        bench.training[`${op}Backward`](3, 7, outputs, bench.floats(dy), room);
        return { dx: bench.read(room, 21) };
      });
      expectEqual(
        op,
        dx!,
        differences(x, (values) => dot(expected(subject, y(values)).out!, dy)),
      );
    });
  });
}

describe("layerNormBackward", () => {
  for (const weight of [true, false]) {
    it(`three rows of seven, ${weight ? "with" : "without"} weight and bias`, () => {
      const dy = numbers(21, 2);
      const inputs = { x: numbers(21, 1, 2), weight: weight ? numbers(7, 3) : [], bias: weight ? numbers(7, 4) : [] };
      const both = (moved: Partial<typeof inputs>) =>
        expected(subject, (bench) => {
          const values = { ...inputs, ...moved };
          const optional = (numbers: readonly number[]) => (numbers.length === 0 ? 0 : bench.floats(numbers));
          const [out, dx, dWeight, dBias] = [21, 21, 7, 7].map((n) => bench.room(n)) as [
            number,
            number,
            number,
            number,
          ];
          const shared = {
            rows: 3,
            n: 7,
            x: bench.floats(values.x),
            weight: optional(values.weight),
            mean: bench.room(3),
            rstd: bench.room(3),
          };
          bench.inference.layerNorm({ ...shared, bias: optional(values.bias), epsilon: 0.125, out });
          bench.training.layerNormBackward({ ...shared, dy: bench.floats(dy), dx, dWeight, dBias });
          return {
            out: bench.read(out, 21),
            x: bench.read(dx, 21),
            weight: bench.read(dWeight, 7),
            bias: bench.read(dBias, 7),
          };
        });
      const analytic = both({});
      for (const operand of ["x", "weight", "bias"] as const) {
        if (inputs[operand].length === 0) continue;
        const numeric = differences(inputs[operand], (values) => dot(both({ [operand]: values }).out!, dy));
        expectEqual(operand, analytic[operand]!, numeric);
      }
    });
  }
});

describe("linear kernels whose gradient is another kernel or themselves", () => {
  /** A kernel from `from` elements to `to` elements: places its operand, returns the address of its result. */
  type Linear = (bench: Bench, values: readonly number[]) => number;

  function checkLinear(from: number, to: number, forward: Linear, backward: Linear): void {
    const x = numbers(from, 1);
    const dy = numbers(to, 2);
    const y = (values: readonly number[]) =>
      expected(subject, (bench) => ({ y: bench.read(forward(bench, values), to) })).y!;
    const { dx } = expected(subject, (bench) => ({ dx: bench.read(backward(bench, dy), from) }));
    expectEqual(
      "dx",
      dx!,
      differences(x, (values) => dot(y(values), dy)),
    );
  }

  for (const reverse of [false, true]) {
    it(`cumulativeSum${reverse ? ", reversed" : ""}`, () => {
      const sums =
        (direction: boolean): Linear =>
        (bench, values) => {
          const out = bench.room(30);
          bench.inference.cumulativeSum(2, 5, 3, bench.floats(values), direction, out);
          return out;
        };
      checkLinear(30, 30, sums(reverse), sums(!reverse));
    });
  }

  it("gatherAxis and scatterAddAxis, with elements that are taken twice and never", () => {
    const ids = [0, 4, 1, 4, 4, 1, 2, 0, 0, 4, 2, 2];
    checkLinear(
      30,
      12,
      (bench, values) => {
        const out = bench.room(12);
        bench.inference.gatherAxis(2, 5, 2, 3, bench.floats(values), bench.ints(ids), out);
        return out;
      },
      (bench, dy) => {
        const dx = bench.inOut(Array(30).fill(0));
        bench.training.scatterAddAxis(2, 5, 2, 3, bench.ints(ids), bench.floats(dy), dx);
        return dx;
      },
    );
  });

  it("dropout", () => {
    const dropout: Linear = (bench, values) => {
      const out = bench.room(31);
      const generator = { seed: [1, 2], stream: [3, 4], counter: 5 } as const;
      bench.training.dropout({ n: 31, x: bench.floats(values), probability: 0.25, ...generator, out });
      return out;
    };
    checkLinear(31, 31, dropout, dropout);
  });
});

describe("crossEntropyBackward", () => {
  for (const labelSmoothing of [0, 0.1]) {
    it(`label smoothing ${labelSmoothing}, an ignored row`, () => {
      const logits = numbers(28, 1, 2);
      const rowGradients = numbers(4, 2);
      const both = (values: readonly number[]) =>
        expected(subject, (bench) => {
          const losses = bench.room(4);
          const dLogits = bench.room(28);
          const shared = {
            rows: 4,
            classes: 7,
            logits: bench.floats(values),
            targets: bench.ints([6, 0, -1, 3]),
            ignoreIndex: -1,
            labelSmoothing,
            logSumExp: bench.room(4),
          };
          bench.training.crossEntropy({ ...shared, losses });
          bench.training.crossEntropyBackward({ ...shared, rowGradients: bench.floats(rowGradients), dLogits });
          return { losses: bench.read(losses, 4), dLogits: bench.read(dLogits, 28) };
        });
      expectEqual(
        "dLogits",
        both(logits).dLogits!,
        differences(logits, (values) => dot(both(values).losses!, rowGradients)),
      );
    });
  }

  it("is the loss that its definition says", () => {
    const logits = numbers(7, 1, 2);
    for (const labelSmoothing of [0, 0.1]) {
      const { losses } = expected(subject, (bench) => {
        const room = bench.room(1);
        bench.training.crossEntropy({
          rows: 1,
          classes: 7,
          logits: bench.floats(logits),
          targets: bench.ints([4]),
          ignoreIndex: -100,
          labelSmoothing,
          logSumExp: bench.room(1),
          losses: room,
        });
        return { losses: bench.read(room, 1) };
      });
      const total = sum(logits.map(Math.exp));
      const q = logits.map((_, j) => (j === 4 ? 1 - labelSmoothing : 0) + labelSmoothing / 7);
      const loss = -sum(logits.map((x, j) => q[j]! * Math.log(Math.exp(x) / total)));
      expect(Math.abs(losses![0]! - loss)).toBeLessThan(1e-14);
    }
  });
});

for (const cell of CELLS) {
  describe(`the gradients of ${cell.name}`, () => {
    const OPERANDS = {
      x: "dx",
      h0: "dh0",
      c0: "dc0",
      weightIh: "dWeightIh",
      weightHh: "dWeightHh",
      biasIh: "dBiasIh",
      biasHh: "dBiasHh",
    } as const;

    function checkGradients(c: SequenceCase): void {
      const analytic = expected(subject, sequence(c));
      for (const operand of Object.keys(OPERANDS) as (keyof typeof OPERANDS)[]) {
        const values = c[operand];
        if (values === undefined) continue;
        const numeric = differences(values, (moved) => {
          const { y, hLast, cLast } = expected(subject, sequence({ ...c, [operand]: moved, saved: false }));
          const ofOutputs = c.dy ? dot(y!, c.dy) : 0;
          const ofStates = c.dhLast ? dot(hLast!, c.dhLast) : 0;
          return ofOutputs + ofStates + (c.dcLast ? dot(cLast!, c.dcLast) : 0);
        });
        expectEqual(operand, analytic[OPERANDS[operand]]!, numeric);
      }
    }

    for (const reverse of [false, true]) {
      const direction = reverse ? ", reversed" : "";
      it(`every operand${direction}`, () => checkGradients(sequenceCase(cell, [2, 5, 3, 7], { reverse })));
      it(`lengths, with NaN in the padding${direction}`, () => {
        checkGradients(sequenceCase(cell, [4, 5, 3, 2], { reverse, lengths: [3, 0, 5, 1] }));
      });
      it(`no bias, no initial state, gradient of the outputs alone${direction}`, () => {
        const options = { reverse, bias: false, h0: false, dhLast: false, lengths: [5, 2, 0] };
        checkGradients(sequenceCase(cell, [3, 5, 2, 3], options));
      });
      it(`gradient of the last state alone${direction}`, () => {
        checkGradients(sequenceCase(cell, [3, 5, 2, 3], { reverse, dy: false, lengths: [5, 2, 0] }));
      });
    }
  });
}
