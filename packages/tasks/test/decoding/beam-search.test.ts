import { Rng } from "@unroll/random";
import { memory, scope, tensor } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import { type BeamSearchOptions, beamSearch, type Hypothesis, lengthPenalty, sampleSequence } from "../../src/index.ts";
import { type ToyState, toyDecoder } from "./toy-decoder.ts";

interface Sequence {
  ids: number[];
  logProbabilities: number[];
}

/** Each sequence there is with its log-probabilities, by reading its beginnings one after the other, alone. */
function everySequence(vocabSize: number, maxTokens: number, end?: number): Sequence[] {
  const decoder = toyDecoder(vocabSize);
  const found: Sequence[] = [];
  const follow = (before: Sequence, last: number, state: ToyState): void => {
    const { logits, state: after } = decoder.step(Int32Array.of(last), state);
    logits
      .logSoftmax()
      .data()
      .forEach((logProbability, id) => {
        const next = { ids: [...before.ids, id], logProbabilities: [...before.logProbabilities, logProbability] };
        if (id === end || next.ids.length === maxTokens) found.push(next);
        else follow(next, id, after);
      });
  };
  scope(() => follow({ ids: [], logProbabilities: [] }, 0, decoder.start));
  return found;
}

function search(vocabSize: number, options: BeamSearchOptions): Hypothesis[] {
  const decoder = toyDecoder(vocabSize);
  return scope(() => beamSearch(decoder, decoder.step(Int32Array.of(0), decoder.start), options));
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

describe("a beam that holds all beginnings finds what enumeration finds", () => {
  test.each<[number, number, Partial<BeamSearchOptions>]>([
    [2, 7, {}],
    [3, 5, {}],
    [3, 5, { end: 2 }],
    [4, 4, { end: 1, lengthPenalty: 0.6 }],
    [4, 4, { end: 1, lengthPenalty: 1 }],
    [3, 5, { end: 0, lengthPenalty: 1, lengthNormalization: "plain" }],
    [3, 5, { end: 1, lengthPenalty: 2, lengthNormalization: "plain", nBest: 7 }],
  ])("%d tokens, at most %d long: %o", (vocabSize, maxTokens, options) => {
    const { lengthPenalty: alpha = 0, lengthNormalization = "gnmt" } = options;
    const all = everySequence(vocabSize, maxTokens, options.end).map((sequence) => {
      const { length } = sequence.ids;
      const penalty = (lengthNormalization === "gnmt" ? (5 + length) / 6 : length) ** alpha;
      return { ...sequence, score: sum(sequence.logProbabilities) / penalty };
    });
    all.sort((a, b) => b.score - a.score);
    const beamSize = all.length;
    const nBest = options.nBest ?? beamSize;
    const found = search(vocabSize, { beamSize, maxTokens, ...options });
    expect(found).toHaveLength(nBest);
    found.forEach(({ ids, logProbabilities, logProbability, score, complete }, rank) => {
      const expected = all[rank]!;
      expect(Array.from(ids)).toEqual(expected.ids);
      expect(score).toBeCloseTo(expected.score, 5);
      expect(logProbability).toBe(sum(logProbabilities));
      logProbabilities.forEach((value, t) => void expect(value).toBeCloseTo(expected.logProbabilities[t]!, 5));
      expect(complete).toBe(ids.at(-1) === options.end);
    });
  });

  test("with the condition of completeness in a function, and some tokens forbidden", () => {
    const ends = (ids: ArrayLike<number>): boolean => ids.length > 1 && ids[ids.length - 1] === ids[ids.length - 2];
    const all = new Map<string, number>();
    for (const { ids, logProbabilities } of everySequence(4, 5)) {
      const at = ids.findIndex((id, t) => t > 0 && id === ids[t - 1]);
      const length = at < 0 ? ids.length : at + 1;
      if (ids.slice(0, length).includes(2)) continue;
      all.set(String(ids.slice(0, length)), sum(logProbabilities.slice(0, length)));
    }
    const expected = [...all].sort(([, a], [, b]) => b - a);
    const found = search(4, { beamSize: 1000, maxTokens: 5, allowed: [3, 0, 1], isComplete: ends });
    expect(found.map(({ ids }) => String(ids))).toEqual(expected.map(([ids]) => ids));
    found.forEach(({ score, ids, complete }, rank) => {
      expect(score).toBeCloseTo(expected[rank]![1], 5);
      expect(complete).toBe(ends(ids));
    });
  });
});

describe("a beam of 1", () => {
  test.each([{}, { lengthPenalty: 1 }, { lengthPenalty: 3, lengthNormalization: "plain" as const }])(
    "is greedy decoding, with %o too",
    (penalty) => {
      for (const vocabSize of [2, 3, 5, 7, 11]) {
        const decoder = toyDecoder(vocabSize);
        const options = { maxTokens: 20, end: vocabSize - 1 };
        const greedy = scope(() => {
          const ids: number[] = [];
          let { logits, state } = decoder.step(Int32Array.of(0), decoder.start);
          for (;;) {
            const row = Array.from(logits.data());
            const id = row.indexOf(Math.max(...row));
            ids.push(id);
            if (id === options.end || ids.length === options.maxTokens) return ids;
            ({ logits, state } = decoder.step(Int32Array.of(id), state));
          }
        });
        const [found] = search(vocabSize, { ...options, ...penalty, beamSize: 1 });
        expect(Array.from(found!.ids)).toEqual(greedy);
        const first = scope(() => decoder.step(Int32Array.of(0), decoder.start));
        const sampled = [...sampleSequence(decoder, first, { ...options, temperature: 0 })];
        expect(sampled.map(({ id }) => id)).toEqual(greedy);
        sampled.forEach(
          ({ logProbability }, t) => void expect(logProbability).toBeCloseTo(found!.logProbabilities[t]!, 5),
        );
      }
    },
  );
});

test("a wider beam does not miss what a narrow one finds here, and n-best are the first of n + 1", () => {
  const all = everySequence(5, 5, 4).map(({ ids, logProbabilities }) => ({ ids, total: sum(logProbabilities) }));
  all.sort((a, b) => b.total - a.total);
  const found = search(5, { beamSize: 40, nBest: 3, maxTokens: 5, end: 4 });
  expect(found.map(({ ids }) => Array.from(ids))).toEqual(all.slice(0, 3).map(({ ids }) => ids));
  expect(search(5, { beamSize: 40, nBest: 4, maxTokens: 5, end: 4 }).slice(0, 3)).toEqual(found);
});

test("equal continuations: the better hypothesis first, then the lower id", () => {
  const decoder = {
    step: (ids: Int32Array) => ({
      logits: tensor(new Float32Array(3 * ids.length), { shape: [ids.length, 3] }),
      state: {},
    }),
    selectRows: () => ({}),
  };
  const first = { logits: tensor([[0, 0, 0]]), state: {} };
  const found = scope(() => beamSearch(decoder, first, { beamSize: 4, maxTokens: 2 }));
  expect(found.map(({ ids }) => Array.from(ids))).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
  ]);
  first.logits.dispose();
});

test("sampled sequences have the probabilities of the model", () => {
  const decoder = toyDecoder(3);
  const first = scope(() => decoder.step(Int32Array.of(0), decoder.start));
  const all = everySequence(3, 3, 2);
  const counts = new Map(all.map(({ ids }) => [String(ids), 0]));
  const rng = new Rng(11);
  const draws = 3000;
  for (let i = 0; i < draws; i++) {
    const ids = Array.from(sampleSequence(decoder, first, { maxTokens: 3, end: 2, rng }), ({ id }) => id);
    counts.set(String(ids), counts.get(String(ids))! + 1);
  }
  let chiSquare = 0;
  for (const { ids, logProbabilities } of all) {
    const expected = draws * Math.exp(sum(logProbabilities));
    chiSquare += (counts.get(String(ids))! - expected) ** 2 / expected;
  }
  expect(all).toHaveLength(15);
  expect(chiSquare).toBeLessThan(36.1); // 14 degrees of freedom, 1 in 1000
});

test("nothing grows with the length", () => {
  const decoder = toyDecoder(3);
  const readings: number[] = [];
  const watched = {
    ...decoder,
    step: (ids: Int32Array, state: ToyState) => {
      const { persistentBytes, scopedTensors } = memory();
      readings.push(persistentBytes, scopedTensors);
      return decoder.step(ids, state);
    },
  };
  scope(() => beamSearch(watched, decoder.step(Int32Array.of(0), decoder.start), { beamSize: 3, maxTokens: 300 }));
  expect(readings).toHaveLength(2 * 299);
  expect(readings.slice(-2)).toEqual(readings.slice(4, 6));
});

test("names what is wrong", () => {
  const refused: [Partial<BeamSearchOptions>, string][] = [
    [{ beamSize: 0 }, "beamSearch: beamSize must be an integer from 1 to 1000; got 0"],
    [{ beamSize: 1e9 }, "beamSearch: beamSize must be an integer from 1 to 1000; got 1000000000"],
    [{ beamSize: 2, nBest: 3 }, "beamSearch: nBest must be an integer from 1 to beamSize=2; got 3"],
    [{ maxTokens: 0 }, "beamSearch: maxTokens must be a positive integer; got 0"],
    [{ lengthPenalty: -1 }, "beamSearch: lengthPenalty must be at least 0; got -1"],
  ];
  for (const [options, message] of refused) expect(() => search(3, { maxTokens: 2, ...options })).toThrow(message);
  const broken = { step: () => ({ logits: tensor([[Number.NaN, 1]]), state: {} }), selectRows: () => ({}) };
  expect(() => scope(() => beamSearch(broken, broken.step(), { maxTokens: 2 }))).toThrow(
    "beamSearch: logits must be numbers; got NaN",
  );
  expect(lengthPenalty(4, 0.5)).toBeCloseTo(Math.sqrt(1.5), 6);
});
