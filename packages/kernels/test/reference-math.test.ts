import { describe, expect, it } from "vitest";
import { exp, log, sigmoid, tanh } from "../src/reference/math.ts";
import { doubles } from "./suite/data.ts";
import {
  type Fraction,
  preciseExp,
  preciseLog,
  preciseSigmoid,
  preciseTanh,
  ulps,
  worst,
} from "./suite/high-precision.ts";

const { POSITIVE_INFINITY: INFINITY, NaN: NAN, MAX_VALUE, MIN_VALUE } = Number;

describe("exp", () => {
  it("error below 0.9 units in the last place", () => {
    const xs = [...doubles(3000, 1, 708), ...doubles(3000, 3, 2), ...doubles(1000, 5, 1e-8), ...doubles(1000, 7, 30)];
    expect(worst(exp, preciseExp, xs).error).toBeLessThan(0.9);
  });

  it("error below 1 unit in the last place where the result is subnormal", () => {
    const xs = doubles(1000, 1, 18).map((x) => -727 + x);
    expect(worst(exp, preciseExp, xs).error).toBeLessThan(1);
  });

  it("ends where float64 ends", () => {
    expect(ulps(exp(709.782712893384), preciseExp(709.782712893384))).toBeLessThan(0.9);
    expect(exp(709.7827128933841)).toBe(INFINITY);
    expect(exp(-745.1332191019411)).toBe(MIN_VALUE);
    expect(exp(-745.1332191019412)).toBe(0);
  });

  it("zeros, infinities, NaN, tiny numbers", () => {
    expect([0, -0, INFINITY, -INFINITY, NAN, MAX_VALUE, -MAX_VALUE, MIN_VALUE, -1e-300].map(exp)).toEqual([
      1,
      1,
      INFINITY,
      0,
      NAN,
      INFINITY,
      0,
      1,
      1,
    ]);
  });
});

describe("log", () => {
  it("error below 0.9 units in the last place", () => {
    const everywhere = doubles(3000, 1, 1).map((x) => exp(x * 708));
    const nearOne = [...doubles(3000, 3, 0.5), ...doubles(500, 5, 1e-5), ...doubles(500, 7, 1e-12)].map((x) => 1 + x);
    const others = doubles(1000, 9, 30).map(Math.abs);
    const xs = [...everywhere, ...nearOne, ...others].filter((x) => x !== 1);
    expect(worst(log, preciseLog, xs).error).toBeLessThan(0.9);
  });

  it("error below 0.9 units in the last place of subnormal numbers", () => {
    const xs = doubles(500, 1, 1).map((x) => 2 ** -1022 * Math.abs(x));
    expect(worst(log, preciseLog, [...xs, MIN_VALUE, MAX_VALUE]).error).toBeLessThan(0.9);
  });

  it("zeros, infinities, NaN, negative numbers, one", () => {
    expect([0, -0, INFINITY, -INFINITY, NAN, -1, -MIN_VALUE, 1].map(log)).toEqual([
      -INFINITY,
      -INFINITY,
      INFINITY,
      NAN,
      NAN,
      NAN,
      NAN,
      0,
    ]);
  });

  it("powers of two over the whole range", () => {
    for (let k = -1074; k <= 1023; k++) expect(ulps(log(2 ** k), preciseLog(2 ** k))).toBeLessThan(0.9);
  });
});

describe("tanh", () => {
  it("error below 2.5 units in the last place", () => {
    const small = doubles(1000, 1, 1).map((x) => x * 2 ** -27);
    const xs = [...doubles(3000, 3, 1.1), ...doubles(3000, 5, 22), ...doubles(500, 7, 1e-3), ...small];
    expect(worst(tanh, preciseTanh, xs).error).toBeLessThan(2.5);
  });

  it("is odd, bit for bit", () => {
    for (const x of doubles(500, 9, 5)) expect(tanh(-x)).toBe(-tanh(x));
  });

  it("zeros, infinities, NaN, tiny and large numbers", () => {
    const xs = [0, -0, INFINITY, -INFINITY, NAN, MIN_VALUE, -1e-310, 1e-20, 22, -800, MAX_VALUE];
    expect(xs.map(tanh)).toEqual([0, -0, 1, -1, NAN, MIN_VALUE, -1e-310, 1e-20, 1, -1, 1]);
  });
});

describe("sigmoid", () => {
  it("error below 2.5 units in the last place", () => {
    const xs = [...doubles(3000, 1, 3), ...doubles(3000, 3, 40), ...doubles(2000, 5, 700)];
    expect(worst(sigmoid, preciseSigmoid, xs).error).toBeLessThan(2.5);
  });

  it("zeros, infinities, NaN, large numbers", () => {
    const xs = [0, -0, INFINITY, -INFINITY, NAN, MIN_VALUE, 800, -800, MAX_VALUE, -MAX_VALUE];
    expect(xs.map(sigmoid)).toEqual([0.5, 0.5, 1, 0, NAN, 0.5, 1, 0, 1, 0]);
    expect(sigmoid(-745)).toBe(MIN_VALUE);
  });
});

describe("what they are measured against", () => {
  it("has the published digits", () => {
    const digits = ({ numerator, denominator }: Fraction) => String((numerator * 10n ** 40n) / denominator);
    expect(digits(preciseExp(1))).toBe("27182818284590452353602874713526624977572");
    expect(digits(preciseLog(2))).toBe("6931471805599453094172321214581765680755");
    expect(digits(preciseLog(10))).toBe("23025850929940456840179914546843642076011");
    expect(digits(preciseTanh(1))).toBe("7615941559557648881194582826047935904127");
    expect(digits(preciseSigmoid(1))).toBe("7310585786300048792511592418218362743651");
  });

  it("finds an error of one unit in the last place", () => {
    const { numerator, denominator } = preciseExp(0);
    expect(ulps(1, { numerator, denominator })).toBe(0);
    expect(ulps(1 + 2 ** -52, { numerator, denominator })).toBe(1);
  });
});
