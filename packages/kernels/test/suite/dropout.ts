import { describe, expect, it } from "vitest";
import { check, compute, type Subject, UNIT } from "./bench.ts";
import { numbers, SIZES, TAILS } from "./data.ts";

type Words = readonly [low: number, high: number];

interface Generator {
  readonly seed: Words;
  readonly stream: Words;
  readonly counter: number;
}

/**
 * What `Rng.fromState({ algorithm: "philox4x32-10", seed, stream, counter }).fillUniform(new Float32Array(8))` of
 * the package `random` writes, times 2^24; seed and stream in hexadecimal digits. This package may not import that one.
 */
const UNIFORM: readonly (Generator & { readonly words: readonly number[] })[] = [
  {
    seed: [0, 0],
    stream: [0, 0],
    counter: 0,
    words: [6694888, 14772677, 12343212, 10158299, 16311500, 6074880, 11642228, 622335],
  },
  {
    seed: [42, 0],
    stream: [0, 0],
    counter: 1,
    words: [7861577, 1228624, 5718707, 16571169, 5487212, 8621914, 7622150, 13855746],
  },
  {
    seed: [0xffffffff, 0xffffffff],
    stream: [0xeb1f0ad2, 0xab54a98c],
    counter: 7,
    words: [16214805, 10230055, 1572350, 1619293, 6628506, 2222366, 8184130, 15620601],
  },
  {
    seed: [7, 0],
    stream: [0, 0],
    counter: 2 ** 34 - 3, // the number of the block passes 2^32
    words: [1918231, 774788, 6339310, 3065077, 2399989, 16155116, 8419942, 3980917],
  },
  {
    seed: [0x9abcdef0, 0x12345678],
    stream: [0x89abcdef, 0x01234567],
    counter: 2 ** 53 - 9,
    words: [3451529, 11144536, 3720965, 124284, 13401217, 12126422, 4085028, 4849162],
  },
  {
    seed: [0xdeadbeef, 0],
    stream: [0, 1],
    counter: 2 ** 32 - 2,
    words: [10828239, 6220902, 7012651, 8809377, 1017701, 3686687, 13382300, 8448461],
  },
];

const GENERATOR: Generator = { seed: [1, 2], stream: [3, 4], counter: 5 };

export function dropoutSuite(subject: Subject): void {
  const dropout = (x: readonly number[], probability: number, generator: Generator = GENERATOR) =>
    compute(subject, (bench) => {
      const out = bench.room(x.length);
      bench.training.dropout({ n: x.length, x: bench.floats(x), probability, ...generator, out });
      return { out: bench.read(out, x.length) };
    }).out!;

  describe("dropout", () => {
    it("compares the numbers that Rng draws with the probability, all 24 bits of them", () => {
      for (const { words, ...generator } of UNIFORM) {
        const ones = Array(8).fill(1);
        for (const [i, word] of words.entries()) {
          const isKept = (probability: number) => dropout(ones, probability, generator)[i] !== 0;
          expect(isKept(word / 2 ** 24), `word ${i} at ${generator.counter}`).toBe(true);
          expect(isKept((word + 1) / 2 ** 24), `word ${i} at ${generator.counter}`).toBe(false);
        }
      }
    });

    for (const inPlace of [false, true]) {
      it(`divides what is kept by 1 - probability${inPlace ? ", over x" : ""}`, () => {
        for (const probability of [0, 0.1, 0.5, 0.8125, 1 - 2 ** -24, 1]) {
          for (const n of [...SIZES, ...TAILS]) {
            check(
              subject,
              (bench) => {
                const x = inPlace ? bench.inOut(numbers(n, n)) : bench.floats(numbers(n, n));
                const out = inPlace ? x : bench.room(n);
                bench.training.dropout({ n, x, probability, ...GENERATOR, out });
                return { out: bench.read(out, n) };
              },
              { out: (_, value) => 3 * UNIT * Math.abs(value) },
            );
          }
        }
      });
    }

    it("keeps all with probability 0 and none with probability 1", () => {
      const x = numbers(1009, 1);
      expect(dropout(x, 0)).toEqual(x);
      expect(dropout(x, 1)).toEqual(Array(1009).fill(0));
    });

    it("what is dropped is 0, whatever it was; what is kept stays NaN or infinite", () => {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const x = Array(67).fill(value);
        const ones = dropout(Array(67).fill(1), 0.5);
        expect(dropout(x, 0.5)).toEqual(ones.map((one) => (one === 0 ? 0 : value)));
      }
    });

    it("goes on from any counter as if it had not been left", () => {
      const x = Array(64).fill(1);
      for (const start of [0, 2 ** 34 - 21]) {
        const whole = dropout(x, 0.5, { ...GENERATOR, counter: start });
        for (let from = 0; from < 9; from++) {
          for (const to of [from, from + 1, from + 3, from + 6, 33, 64]) {
            const part = dropout(x.slice(from, to), 0.5, { ...GENERATOR, counter: start + from });
            expect(part).toEqual(whole.slice(from, to));
          }
        }
      }
    });

    it("drops the share that the probability says", () => {
      for (const probability of [0.1, 0.5, 0.9]) {
        const dropped = dropout(Array(20_000).fill(1), probability).filter((value) => value === 0).length;
        // Four standard deviations.
        const allowed = 4 * Math.sqrt(20_000 * probability * (1 - probability));
        expect(Math.abs(dropped - 20_000 * probability)).toBeLessThan(allowed);
      }
    });
  });
}
