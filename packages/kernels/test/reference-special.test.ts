import { describe, expect, it } from "vitest";
import { softplus } from "../src/reference/math.ts";
import { erf, gelu } from "../src/reference/normal-distribution.ts";
import { pow } from "../src/reference/power.ts";
import { cos, sin } from "../src/reference/trigonometry.ts";
import { doubles } from "./suite/data.ts";
import {
  type Fraction,
  preciseCos,
  preciseErf,
  preciseGelu,
  precisePow,
  preciseSin,
  preciseSoftplus,
  ulps,
  worst,
} from "./suite/high-precision.ts";

const { POSITIVE_INFINITY: INFINITY, NaN: NAN, MAX_VALUE, MIN_VALUE } = Number;

/** The float64 numbers just below and above x. */
function around(x: number): number[] {
  return [-2, -1, 0, 1, 2].map((steps) => x * (1 + steps * 2 ** -52));
}

describe("erf", () => {
  it("error below 3.5 units in the last place", () => {
    const tiny = doubles(200, 7, 1).map((x) => x * 2 ** -60);
    const xs = [...doubles(600, 1, 1), ...doubles(600, 3, 6), ...doubles(200, 5, 1e-7), ...tiny, ...around(1)];
    const { error, x } = worst(erf, preciseErf, xs);
    expect(error, `erf(${x})`).toBeLessThan(3.5);
  });

  it("is odd, bit for bit", () => {
    for (const x of doubles(200, 9, 5)) expect(erf(-x)).toBe(-erf(x));
  });

  it("zeros, infinities, NaN, large numbers", () => {
    expect([0, -0, INFINITY, -INFINITY, NAN, 6.1, -30, MAX_VALUE].map(erf)).toEqual([0, -0, 1, -1, NAN, 1, -1, 1]);
  });
});

describe("gelu", () => {
  it("error below 4 units in the last place, also where it is tiny", () => {
    const tails = doubles(60, 5, 19).map((x) => -19 - x);
    const near = [...doubles(600, 1, 2), ...doubles(300, 3, 9), ...doubles(100, 7, 1e-6)];
    const { error, x } = worst(gelu, preciseGelu, [
      ...near,
      ...tails,
      ...around(Math.SQRT1_2),
      ...around(-Math.SQRT1_2),
    ]);
    expect(error, `gelu(${x})`).toBeLessThan(4);
  });

  it("zeros, infinities, NaN, large numbers", () => {
    const xs = [0, -0, INFINITY, -INFINITY, NAN, 50, -50, MAX_VALUE, -MAX_VALUE];
    expect(xs.map(gelu)).toEqual([0, -0, INFINITY, -0, NAN, 50, -0, MAX_VALUE, -0]);
  });
});

describe("softplus", () => {
  it("error below 3 units in the last place up to 20", () => {
    const xs = [...doubles(800, 1, 2), ...doubles(800, 3, 20), ...doubles(200, 5, 1e-6)];
    const tails = doubles(400, 7, 340).map((x) => -360 + x);
    const { error, x } = worst(softplus, preciseSoftplus, [...xs, ...tails]);
    expect(error, `softplus(${x})`).toBeLessThan(3);
  });

  it("is its argument above 20, which is 1.1e-10 of it too little at most", () => {
    expect([20.5, 100, MAX_VALUE].map(softplus)).toEqual([20.5, 100, MAX_VALUE]);
    const { numerator, denominator } = preciseSoftplus(20 + 1e-14);
    const exact = Number((numerator << 60n) / denominator) / 2 ** 60;
    expect((exact - softplus(20 + 1e-14)) / exact).toBeLessThan(1.1e-10);
  });

  it("zeros, infinities, NaN, large numbers", () => {
    expect([-INFINITY, INFINITY, NAN, -800, -MAX_VALUE].map(softplus)).toEqual([0, INFINITY, NAN, 0, 0]);
    expect([0, -0].map(softplus)).toEqual([Math.LN2, Math.LN2]);
  });
});

describe("sin and cos", () => {
  const everywhere = doubles(800, 1, 1).flatMap((x, i) => [x * 2 ** ((i * 37) % 1024), x * 2 ** -((i * 7) % 60)]);
  const inParts = [...doubles(800, 3, 10), ...doubles(800, 5, 8e5)];
  // Next to the multiples of pi / 2 all bits of the result come from the reduction.
  const atZeros = [1, 2, 3, 5, 1000, 99_999, 509_000, 1e8, 2 ** 40].flatMap((n) => around((n * Math.PI) / 2));
  // The float64 nearest to a multiple of pi / 2 (Muller, Elementary Functions, 2006, table 9.1).
  const nearest = 6381956970095103 * 2 ** 797;
  const xs = [...everywhere, ...inParts, ...atZeros, nearest, -nearest, 8e5, 8.1e5, 1e22, MAX_VALUE];

  it("error below 0.9 units in the last place for every size of the argument", () => {
    for (const [name, f, precise] of [
      ["sin", sin, preciseSin],
      ["cos", cos, preciseCos],
    ] as const) {
      const { error, x } = worst(f, precise, xs);
      expect(error, `${name}(${x})`).toBeLessThan(0.9);
    }
  });

  it("zeros, infinities, NaN, tiny numbers", () => {
    const tiny = [0, -0, MIN_VALUE, -1e-310, 1e-20];
    expect(tiny.map(sin)).toEqual(tiny);
    expect(tiny.map(cos)).toEqual([1, 1, 1, 1, 1]);
    for (const f of [sin, cos]) expect([INFINITY, -INFINITY, NAN].map(f)).toEqual([NAN, NAN, NAN]);
  });
});

describe("pow", () => {
  it("error below 0.9 units in the last place, subnormal results below 1", () => {
    const bases = [
      ...doubles(800, 1, 1).map((x, i) => Math.abs(x) * 2 ** (((i * 37) % 1900) - 950)),
      ...doubles(400, 3, 1e-3).map((x) => 1 + x),
      ...doubles(200, 5, 1e-12).map((x) => 1 + x),
      ...doubles(100, 6, 1).map((x) => Math.abs(x) * 2 ** -1022),
    ];
    // Exponents that lead all over the range of results.
    const powers = doubles(bases.length, 7, 1).map((x, i) => (x * 1020) / Math.log2(bases[i]!));
    let largest = 0;
    for (const [i, x] of bases.entries()) {
      for (const y of [powers[i]!, powers[i]! / 64, 2, -1, 0.5, 1 / 3]) {
        const got = pow(x, y);
        if (got === INFINITY || got < 2 ** -1022) continue;
        largest = Math.max(largest, ulps(got, precisePow(x, y)));
      }
    }
    expect(largest).toBeLessThan(0.9);
    const subnormal = (i: number) => (-1030 - (i % 40)) / Math.log2(bases[i]!);
    const errors = bases.slice(0, 300).map((x, i) => ulps(pow(x, subnormal(i)), precisePow(x, subnormal(i))));
    expect(Math.max(...errors)).toBeLessThan(1);
  });

  it("keeps exact powers", () => {
    for (let n = -300; n <= 300; n++) expect(pow(2, n)).toBe(2 ** n);
    expect([pow(10, 22), pow(3, 33), pow(0.5, 1074), pow(1.5, 2), pow(-3, 3), pow(-3, 4)]).toEqual([
      1e22,
      5559060566555523,
      MIN_VALUE,
      2.25,
      -27,
      81,
    ]);
  });

  it("ends where float64 ends", () => {
    expect([pow(2, 1024), pow(2, 1023), pow(2, -1074), pow(2, -1076), pow(-2, 1025)]).toEqual([
      INFINITY,
      2 ** 1023,
      MIN_VALUE,
      0,
      -INFINITY,
    ]);
  });
});

describe("what they are measured against", () => {
  it("has the published digits", () => {
    const digits = ({ numerator, denominator }: Fraction) => String((numerator * 10n ** 40n) / denominator);
    expect(digits(preciseErf(1))).toBe("8427007929497148693412206350826092592960");
    expect(digits(preciseGelu(1))).toBe("8413447460685429485852325456320379224779");
    expect(digits(preciseSoftplus(1))).toBe("13132616875182228340489954949678556419152");
    expect(digits(preciseSin(1))).toBe("8414709848078965066525023216302989996225");
    expect(digits(preciseSin(1e22)).slice(0, 36)).toBe("-85220084976718880177270589375302936");
    expect(digits(preciseCos(1))).toBe("5403023058681397174009366074429766037323");
    expect(digits(precisePow(2, 0.5))).toBe("14142135623730950488016887242096980785696");
  });
});
