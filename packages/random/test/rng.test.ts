import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Rng, type RngState } from "../src/index.ts";
import { philox } from "../src/philox.ts";

function words(rng: Rng, n: number): number[] {
  return Array.from({ length: n }, () => rng.uint32());
}

const seeds = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n });

test("the words of a seed are philox of (block, stream 0) under the seed, in order", () => {
  const rng = new Rng(0x0123456789abcdefn);
  const expected: number[] = [];
  for (let block = 0; block < 3; block++) {
    const out = new Uint32Array(4);
    philox(out, block, 0, 0, 0, 0x89abcdef, 0x01234567);
    expected.push(...out);
  }
  expect(words(rng, 12)).toEqual(expected);
});

test("the numbers of a seed never change: they are part of the promise", () => {
  const rng = new Rng(42);
  expect([rng.uint32(), rng.uniform(), rng.integer(1000), rng.normal(), rng.normal()]).toMatchInlineSnapshot(`
    [
      2632642643,
      0.46858651821343966,
      207,
      -1.4543156018075223,
      0.25939596920320684,
    ]
  `);
  expect(rng.split("weights").uint32()).toMatchInlineSnapshot(`371275994`);
  expect(rng.split(3).split("b").uint32()).toMatchInlineSnapshot(`2766748328`);
});

test("a number and the equal bigint are one seed; seeds are taken modulo 2^64", () => {
  expect(words(new Rng(5), 4)).toEqual(words(new Rng(5n), 4));
  expect(words(new Rng(-1), 4)).toEqual(words(new Rng(2n ** 64n - 1n), 4));
  expect(words(new Rng(1), 4)).not.toEqual(words(new Rng(2n ** 32n), 4));
});

test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2n ** 64n, -(2n ** 63n) - 1n])(
  "the seed %s is refused",
  (seed) => {
    expect(() => new Rng(seed)).toThrow(RangeError);
    expect(() => new Rng(seed)).toThrow(/^Rng: seed must be .*; got /);
  },
);

describe("state", () => {
  const draws = fc.array(fc.constantFrom("uint32", "uniform", "normal", "integer", "choice"), { maxLength: 20 });
  const draw = (rng: Rng, kind: string): number => {
    if (kind === "integer") return rng.integer(10);
    if (kind === "choice") return rng.choice([1, 2, 3]);
    return kind === "uint32" ? rng.uint32() : kind === "uniform" ? rng.uniform() : rng.normal();
  };

  test("restored through JSON after any draws, it continues with the same numbers", () => {
    fc.assert(
      fc.property(seeds, draws, draws, (seed, before, after) => {
        const rng = new Rng(seed).split("a");
        for (const kind of before) draw(rng, kind);
        const saved = JSON.stringify(rng.state());
        const expected = after.map((kind) => draw(rng, kind));
        const restored = Rng.fromState(JSON.parse(saved) as RngState);
        expect(after.map((kind) => draw(restored, kind))).toEqual(expected);
        expect(restored.state()).toEqual(rng.state());
      }),
    );
  });

  test("the counter counts the words drawn", () => {
    const rng = new Rng(9);
    for (let n = 0; n < 11; n++) {
      expect(rng.state()).toEqual({ algorithm: "philox4x32-10", seed: "9", stream: "0", counter: n });
      rng.uint32();
    }
  });

  test("it may lie beyond 2^32 blocks", () => {
    const start = 2 ** 34 - 2; // two words before block 2^32
    const rng = Rng.fromState({ ...new Rng(3).state(), counter: start });
    const block = new Uint32Array(4);
    philox(block, 0, 1, 0, 0, 3, 0);
    expect(words(rng, 6).slice(2)).toEqual(Array.from(block));
    expect(rng.state().counter).toBe(start + 6);
  });

  test("restore works in place and refuses what is no state, leaving the generator as it was", () => {
    const rng = new Rng(1);
    rng.uint32();
    const good = rng.state();
    const bad: unknown[] = [
      null,
      "x",
      {},
      { ...good, algorithm: "mt19937" },
      { ...good, seed: 1 },
      { ...good, seed: "-1" },
      { ...good, seed: "18446744073709551616" },
      { ...good, seed: "9".repeat(100_000) },
      { ...good, stream: "0x1" },
      { ...good, stream: undefined },
      { ...good, counter: -1 },
      { ...good, counter: 0.5 },
      { ...good, counter: "3" },
      { ...good, counter: 2 ** 53 },
    ];
    for (const state of bad) expect(() => rng.restore(state as RngState)).toThrow(/^Rng\.restore: state\./);
    expect(rng.state()).toEqual(good);
    const next = words(rng, 5);
    rng.restore(good);
    expect(words(rng, 5)).toEqual(next);
  });
});

describe("split", () => {
  test("does not advance the parent, does not depend on its position, and is the same each time", () => {
    const rng = new Rng(1);
    const first = words(rng.split("weights"), 8);
    expect(rng.state().counter).toBe(0);
    rng.uint32();
    expect(words(rng.split("weights"), 8)).toEqual(first);
  });

  test("the child has all 64 bits of the seed", () => {
    for (const seed of [5n, 5n + 2n ** 32n]) expect(new Rng(seed).split("a").state().seed).toBe(String(seed));
    expect(new Rng(5n).split("a").uint32()).not.toBe(new Rng(5n + 2n ** 32n).split("a").uint32());
  });

  test("different paths of labels are different streams", () => {
    const rng = new Rng(1);
    const label = fc.oneof(fc.string(), fc.integer());
    fc.assert(
      fc.property(fc.array(label, { maxLength: 3 }), fc.array(label, { maxLength: 3 }), (a, b) => {
        const streamA = a.reduce<Rng>((r, l) => r.split(l), rng).state().stream;
        const streamB = b.reduce<Rng>((r, l) => r.split(l), rng).state().stream;
        expect(streamA === streamB).toBe(a.length === b.length && a.every((l, i) => l === b[i]));
      }),
      { numRuns: 2000 },
    );
    const near = [rng, rng.split(""), rng.split("ab"), rng.split("a").split("b"), rng.split("1"), rng.split(1)];
    near.push(rng.split(-1), rng.split(2 ** 32 + 1), rng.split("").split(""));
    expect(new Set(near.map((r) => r.state().stream)).size).toBe(near.length);
  });

  test("the label must be a string or a safe integer", () => {
    expect(() => new Rng(1).split(0.5)).toThrow("Rng.split: label must be a string or a safe integer; got 0.5.");
  });
});

test("uniform is the first 53 of 64 bits", () => {
  const rng = new Rng(8);
  const [high, low] = words(new Rng(8), 2);
  expect(rng.uniform()).toBe(Number(((BigInt(high!) << 32n) | BigInt(low!)) >> 11n) / 2 ** 53);
});

describe("fillUniform", () => {
  test("stays inside [low, high) where rounding would reach the upper end", () => {
    const out = new Float32Array(100_000);
    new Rng(2).fillUniform(out, 16777215, 16777216); // neighbours in float32: half of the sums round up
    expect(out.every((x) => x === 16777215)).toBe(true);
    const wide = new Float64Array(1000);
    new Rng(2).fillUniform(wide, -3, 5);
    expect(Math.min(...wide)).toBeGreaterThanOrEqual(-3);
    expect(Math.min(...wide)).toBeLessThan(-2.9);
    expect(Math.max(...wide)).toBeLessThan(5);
    expect(Math.max(...wide)).toBeGreaterThan(4.9);
  });

  test("an empty interval gives its end", () => {
    const out = new Float64Array(3);
    new Rng(2).fillUniform(out, 2, 2);
    expect(Array.from(out)).toEqual([2, 2, 2]);
  });

  test.each([
    [1, 0],
    [0, Number.POSITIVE_INFINITY],
    [Number.NaN, 1],
  ])("refuses [%s, %s)", (low, high) => {
    expect(() => new Rng(1).fillUniform(new Float32Array(1), low, high)).toThrow(
      /^Rng\.fillUniform: low and high must/,
    );
  });
});

describe("fillNormal", () => {
  test("a Float32Array gets the samples of a Float64Array, rounded", () => {
    const single = new Float32Array(1000);
    const double = new Float64Array(1000);
    new Rng(4).fillNormal(single, 1, 2);
    new Rng(4).fillNormal(double, 1, 2);
    expect(single).toEqual(Float32Array.from(double));
    expect(double[0]).toBe(1 + 2 * new Rng(4).normal());
  });

  test.each([
    [0, -1],
    [Number.NaN, 1],
    [0, Number.POSITIVE_INFINITY],
  ])("refuses mean %s and std %s", (mean, std) => {
    expect(() => new Rng(1).fillNormal(new Float32Array(1), mean, std)).toThrow(/^Rng\.fillNormal: mean and std must/);
  });
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 53 + 2])("integer(%s) is refused", (n) => {
  expect(() => new Rng(1).integer(n)).toThrow(/^Rng\.integer: n must be an integer from 1 to 2\^53; got /);
});

test("integer stays below n, for small and large n", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (seed, n) => {
      const value = new Rng(seed).integer(n);
      expect(Number.isInteger(value) && value >= 0 && value < n).toBe(true);
    }),
  );
  expect(new Rng(1).integer(1)).toBe(0);
});

test("shuffle keeps the items, works in place on arrays and typed arrays, and agrees between them", () => {
  const items = ["a", "b", "c", "d", "e", "f", "g"];
  const shuffled = new Rng(3).shuffle(items);
  expect(shuffled).toBe(items);
  expect(shuffled.slice().sort()).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
  const order = new Rng(3).permutation(7);
  expect(shuffled.map((x) => "abcdefg".indexOf(x))).toEqual(Array.from(order));
  expect(Array.from(new Rng(3).permutation(0))).toEqual([]);
  expect(() => new Rng(3).permutation(-1)).toThrow(/^Rng\.permutation: n must be/);
});

describe("choice", () => {
  test("never takes a weight of zero", () => {
    const rng = new Rng(1);
    for (let i = 0; i < 1000; i++) expect([1, 3]).toContain(rng.choice(new Float32Array([0, 1e-30, 0, 1, 0])));
  });

  test("takes the last positive weight when rounding leaves something of the total", () => {
    const rng = new Rng(1);
    rng.uniform = () => 1 - 2 ** -53;
    expect(rng.choice([9.9, 1.8, 2.7, 2.6, 1.3, 0])).toBe(4); // subtracted one by one, these leave 1.3 and a little
  });

  test.each([
    [[], "positive, finite sum; got 0 over 0 weights"],
    [[0, 0], "positive, finite sum; got 0 over 2 weights"],
    [[1, -1], "non-negative and finite; got -1 at index 1"],
    [[Number.NaN], "non-negative and finite; got NaN at index 0"],
    [[1e308, 1e308], "positive, finite sum; got Infinity over 2 weights"],
  ])("refuses %s", (weights, message) => {
    expect(() => new Rng(1).choice(weights)).toThrow(message);
  });
});

describe("reserve", () => {
  test("passes over words, and tells where they lie", () => {
    for (const [before, count] of [
      [0, 0],
      [0, 4],
      [3, 1],
      [5, 9],
    ] as const) {
      const drawn = new Rng(2 ** 40 + 7).split("drawn");
      const reserving = Rng.fromState(drawn.state());
      for (let i = 0; i < before; i++) {
        drawn.uint32();
        reserving.uint32();
      }
      const words = reserving.reserve(count);
      for (let i = 0; i < count; i++) drawn.uint32();
      expect(words.counter).toBe(before);
      expect(words.seed).toEqual([7, 256]);
      expect(reserving.state()).toEqual(drawn.state());
      expect(reserving.uint32()).toBe(drawn.uint32());
    }
  });

  test("of a negative or broken count is refused", () => {
    expect(() => new Rng(1).reserve(-1)).toThrow("Rng.reserve: count must be an integer of 0 or more; got -1.");
    expect(() => new Rng(1).reserve(0.5)).toThrow("got 0.5");
  });
});
