import { expect, test } from "vitest";
import {
  formatChoices,
  formatCount,
  formatDuration,
  formatLoss,
  formatPercent,
  formatPowerOfTen,
  formatScientific,
  formatShort,
} from "../src/format.ts";

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

test.each([
  [0, "0"],
  [1, "1.0"],
  [9.94, "9.9"],
  [9.96, "10"],
  [1_234, "1,234"],
  [12_345, "1.2 × 10⁴"],
  [0.7, "0.70"],
  [0.0995, "0.10"],
  [0.00996, "0.010"],
  [0.00987, "9.9 × 10⁻³"],
  [2.14e-5, "2.1 × 10⁻⁵"],
  [3.2e-16, "3.2 × 10⁻¹⁶"],
])("%d is written %s, whatever its size", (value, text) => {
  expect(formatScientific(value)).toBe(text);
});

test("shares are percentages, powers of ten have raised figures", () => {
  expect(formatPercent(0.125, 1)).toBe("12.5%");
  expect(formatPercent(0.984)).toBe("98%");
  expect(formatPowerOfTen(-10)).toBe("10⁻¹⁰");
});
