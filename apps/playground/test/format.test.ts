import { expect, test } from "vitest";
import { formatChoices, formatCount, formatDuration, formatLoss, formatShort } from "../src/format.ts";

test.each([
  [0, "0"],
  [930, "930"],
  [999, "999"],
  [1_000, "1k"],
  [999_499, "999k"],
  [999_500, "1.0M"],
  [1_238_567, "1.2M"],
  [9_949_999, "9.9M"],
  [9_950_000, "10M"],
])("%d is written %s for short", (value, text) => {
  expect(formatShort(value)).toBe(text);
});

test.each([
  [0, "0:00"],
  [9.99, "0:09"],
  [59.999, "0:59"],
  [60, "1:00"],
  [3_661, "61:01"],
])("%d seconds are %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each([
  [0, "1.0"],
  [Math.log(6.5), "6.5"],
  [Math.log(19.94), "19.9"],
  [Math.log(19.96), "20"],
  [Math.log(89), "89"],
])("a loss of %d is a choice between %s", (loss, text) => {
  expect(formatChoices(loss)).toBe(text);
});

test("counts have their thousands apart, losses two digits", () => {
  expect(formatCount(1_238_567.4)).toBe("1,238,567");
  expect(formatLoss(1.8472)).toBe("1.85");
});
