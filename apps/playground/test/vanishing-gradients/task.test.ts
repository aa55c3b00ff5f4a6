import { Rng } from "@unroll/random";
import { expect, test } from "vitest";
import {
  drawBatch,
  firstOf,
  guessingAccuracy,
  guessingLoss,
  spell,
  symbols,
} from "../../src/vanishing-gradients/task.ts";

test("the answer is the first of distance + 1 symbols", () => {
  const { ids, answers, time } = drawBatch(new Rng(3), 7, 5);
  expect(time).toBe(6);
  expect(ids).toHaveLength(7 * 6);
  expect([...answers]).toEqual(Array.from({ length: 7 }, (_, row) => ids[row * 6]));
});

test("every symbol is as likely as any other, first and elsewhere", () => {
  const { ids, answers } = drawBatch(new Rng(1), 4_000, 2);
  for (const drawn of [ids, answers]) {
    for (let id = 0; id < symbols.length; id++) {
      const share = drawn.filter((each) => each === id).length / drawn.length;
      // Four standard deviations of 4,000 draws.
      expect(Math.abs(share - guessingAccuracy)).toBeLessThan(0.021);
    }
  }
});

test("the same generator draws the same sequences, and then others", () => {
  const rng = new Rng(9);
  const first = drawBatch(new Rng(9), 3, 20);
  expect(drawBatch(rng, 3, 20)).toEqual(first);
  expect(drawBatch(rng, 3, 20)).not.toEqual(first);
});

test("the first sequences of a batch are spelt", () => {
  const batch = { ids: Int32Array.of(0, 7, 1, 2, 5, 6), answers: Int32Array.of(0, 2), time: 3 };
  expect(spell(batch.ids)).toBe("ahbcfg");
  const one = firstOf(batch, 1);
  expect(spell(one.ids)).toBe("ahb");
  expect([...one.answers]).toEqual([0]);
});

test("guessing among eight", () => {
  expect(guessingAccuracy).toBe(0.125);
  expect(guessingLoss).toBeCloseTo(2.0794, 4);
});
