import { describe, expect, test } from "vitest";
import { clock, count, duration, rate } from "../src/numbers.ts";
import { barLine, plainLine, type Standing } from "../src/progress.ts";
import { tableLines } from "../src/table.ts";

const plain = {
  bold: (text: string) => text,
  dim: (text: string) => text,
  red: (text: string) => text,
  cyan: (text: string) => text,
};

const standing: Standing = {
  step: 732,
  fraction: 0.61,
  loss: 1.4821,
  heldOutLoss: 1.5609,
  charactersPerSecond: 412_345,
  secondsLeft: 48,
};

describe("the bar", () => {
  test("shows everything within 80 columns", () => {
    expect(barLine(standing, 80, plain)).toBe(
      "━━━━━━━━━━━━━────────  61%  loss 1.482  held-out 1.561  412k chars/s  0:48 left",
    );
  });

  test("never fills the line, however narrow", () => {
    const extremes: Standing[] = [
      standing,
      { ...standing, fraction: 1, loss: 12345.678, secondsLeft: 1e6 },
      { ...standing, fraction: Number.NaN, loss: Number.NaN, heldOutLoss: undefined, secondsLeft: Number.NaN },
    ];
    for (let columns = 1; columns <= 120; columns++) {
      for (const each of extremes) expect(barLine(each, columns, plain).length).toBeLessThan(columns);
    }
  });

  test("leaves out the speed first, then the held-out loss", () => {
    expect(barLine(standing, 66, plain)).toMatch(/held-out 1\.561 {2}0:48 left$/);
    expect(barLine(standing, 50, plain)).toMatch(/loss 1\.482 {2}0:48 left$/);
  });
});

test("a plain line says the same", () => {
  expect(plainLine(standing)).toBe("step 732  61%  loss 1.482  held-out 1.561  412k chars/s  0:48 left");
  expect(plainLine({ ...standing, heldOutLoss: undefined })).toContain("held-out -");
});

test("numbers", () => {
  expect([0, 999, 1000, 1_238_567].map(count)).toEqual(["0", "999", "1,000", "1,238,567"]);
  expect([0, 999, 999.7, 1234, 9960, 41_000, 999_600, 1_240_000, 12_400_000].map(rate)).toEqual([
    ...["0", "999", "1.0k", "1.2k", "10k", "41k", "1.0M", "1.2M", "12M"],
  ]);
  expect([0, 7.4, 59.6, 179, 3723].map(clock)).toEqual(["0:00", "0:07", "1:00", "2:59", "1:02:03"]);
  expect([0.42, 48, 179, 3723].map(duration)).toEqual(["0.4 s", "48 s", "2 min 59 s", "1 h 2 min"]);
});

test("a table has its names to the left and its numbers to the right", () => {
  const rows = [{ cells: ["a GRU", "1.5"], marked: true }, { cells: ["unigram", "13.12"] }];
  const marking = { ...plain, bold: (text: string) => `*${text}*` };
  expect(tableLines(["model", "nats"], rows, marking)).toEqual([
    "model      nats",
    "───────────────",
    "*a GRU       1.5*",
    "unigram   13.12",
  ]);
});
