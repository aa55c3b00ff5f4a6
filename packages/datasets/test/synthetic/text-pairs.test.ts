import { describe, expect, test } from "vitest";
import { additionText, dateTexts } from "../../src/generated.ts";
import { countsOf, expectUniform } from "./distribution.ts";

describe("additionText", () => {
  const pairs = additionText({ count: 6000, digits: 4, seed: 1 });

  test("the sums are right, and no number begins with a zero", () => {
    for (const { source, target } of pairs) {
      expect(source).toMatch(/^(0|[1-9]\d{0,3})\+(0|[1-9]\d{0,3})$/);
      const [a, b] = source.split("+").map(BigInt);
      expect(target).toBe(String(a! + b!));
    }
  });

  test("digits are uniform in number, and numbers of so many digits too", () => {
    const summands = pairs.flatMap(({ source }) => source.split("+"));
    expectUniform(
      summands.map((n) => n.length),
      4,
    );
    expectUniform(
      summands.filter((n) => n.length === 1),
      10,
    );
    expectUniform(
      summands.filter((n) => n.length === 4).map((n) => n[0]),
      9,
    );
  });

  test("fifteen digits are exact, sixteen are refused", () => {
    for (const { source, target } of additionText({ count: 300, digits: 15 })) {
      const [a, b] = source.split("+").map(BigInt);
      expect(target).toBe(String(a! + b!));
    }
    expect(() => additionText({ count: 1, digits: 16 })).toThrow(
      new RangeError("additionText: digits must be an integer from 1 to 15; got 16."),
    );
  });
});

describe("dateTexts", () => {
  const dates = dateTexts({ count: 20000, seed: 1 });
  const names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

  /** Reads a date by the documented rules alone. */
  function read(written: string): { iso: string; form: string } {
    const text = written.toLowerCase();
    const full = (y: string): string => (y.length === 4 ? y : Number(y) >= 50 ? `19${y}` : `20${y}`);
    const iso = (y: string, m: string, d: string): string => `${full(y)}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`;
    const yearFirst = text.match(/^(\d{4})([-/]?)(\d\d)\2(\d\d)$/);
    if (yearFirst) return { iso: iso(yearFirst[1]!, yearFirst[3]!, yearFirst[4]!), form: "year first" };
    const points = text.match(/^(\d+)\.(\d+)\.(\d+)$/);
    if (points) return { iso: iso(points[3]!, points[2]!, points[1]!), form: "points" };
    const slashes = text.match(/^(\d+)\/(\d+)\/(\d+)$/);
    if (slashes) return { iso: iso(slashes[3]!, slashes[1]!, slashes[2]!), form: "slashes" };
    const month = names.findIndex((name) => new RegExp(`\\b${name}`).test(text.replace(/^[a-z]+day|^mon|^\w{3},/, "")));
    const [day, year] = text.match(/\d+/g)!;
    return { iso: iso(year!, String(month + 1), day!), form: "words" };
  }

  test("every form says its day, by the documented rules", () => {
    for (const { source, target } of dates) expect([source, read(source).iso]).toEqual([source, target]);
    expect([...countsOf(dates.map(({ source }) => read(source).form)).keys()].sort()).toEqual([
      "points",
      "slashes",
      "words",
      "year first",
    ]);
  });

  test("days exist and weekdays are right, by the engine's own calendar", () => {
    const long = new Intl.DateTimeFormat("en", { weekday: "long", timeZone: "UTC" });
    let named = 0;
    for (const { source, target } of dates) {
      const date = new Date(`${target}T00:00:00Z`);
      expect(date.toISOString().slice(0, 10)).toBe(target);
      const weekday =
        source.match(/^(?:sun|mon|tues|wednes|thurs|fri|satur)day/i) ?? source.match(/^[A-Z][a-z]{2}(?=,)/);
      if (weekday === null) continue;
      named++;
      expect(long.format(date).toLowerCase().startsWith(weekday[0].toLowerCase())).toBe(true);
    }
    expect(named).toBeGreaterThan(1000);
  });

  test("days are uniform", () => {
    expectUniform(
      dates.map(({ target }) => target.slice(0, 4)),
      100,
    );
    // Months by their lengths: 31 days are more than 28.25.
    const months = countsOf(dates.map(({ target }) => target.slice(5, 7)));
    expect(months.size).toBe(12);
    const february = months.get("02")! / dates.length;
    expect(Math.abs(february - 28.25 / 365.25)).toBeLessThan(5 * Math.sqrt(0.0773 / 20000));
  });

  test("forms are equally likely", () => {
    const iso = dates.filter(({ source, target }) => source === target).length;
    const compact = dates.filter(({ source }) => /^\d{8}$/.test(source)).length;
    const withOf = dates.filter(({ source }) => source.startsWith("the ")).length;
    const apostrophe = dates.filter(({ source }) => source.includes("'")).length;
    for (const n of [iso, compact, withOf, apostrophe]) {
      expect(Math.abs(n / dates.length - 1 / 24)).toBeLessThan(5 * Math.sqrt(1 / 24 / 20000));
    }
  });

  test("ordinals are English", () => {
    const ordinals = new Set(dates.flatMap(({ source }) => source.match(/\d+(?:st|nd|rd|th)\b/g) ?? []));
    expect(ordinals.size).toBe(31);
    for (const right of ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "30th", "31st"]) {
      expect(ordinals).toContain(right);
    }
  });

  test("outside the hundred years, years are written in full", () => {
    const old = dateTexts({ count: 3000, firstYear: 1583, lastYear: 1949 });
    for (const { source, target } of old) expect(source).toContain(target.slice(0, 4));
    expect(old.every(({ target }) => target >= "1583-01-01" && target <= "1949-12-31")).toBe(true);
    const leap = dateTexts({ count: 3000, firstYear: 1600, lastYear: 1600 });
    expect(new Set(leap.map(({ target }) => target)).size).toBeGreaterThan(360);
    expect(leap.some(({ target }) => target === "1600-02-29")).toBe(true);
    expect(
      dateTexts({ count: 5000, firstYear: 1900, lastYear: 1900 }).some(({ target }) => target.endsWith("02-29")),
    ).toBe(false);
  });

  test("refuses what makes no sense", () => {
    expect(() => dateTexts({ count: 1, firstYear: 1582 })).toThrow(
      new RangeError("dateTexts: firstYear must be an integer from 1583 to 9999; got 1582."),
    );
    expect(() => dateTexts({ count: 1, firstYear: 2050 })).toThrow(
      "firstYear must be at most lastYear=2049; got 2050.",
    );
  });
});
