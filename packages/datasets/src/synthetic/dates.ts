import type { TextPair } from "../text-pair.ts";
import { between, checkIntegers, examples, type GeneratedOptions, pick } from "./settings.ts";

/** How {@link dateTexts} draws. */
export interface DateOptions extends GeneratedOptions {
  /** The first year, at least 1583, the first whole year of the Gregorian calendar. Default: 1950. */
  firstYear?: number;
  /** The last year, at most 9999. Default: 2049. */
  lastYear?: number;
}

interface Day {
  year: number;
  month: number;
  day: number;
}

// biome-ignore format: a year to a line
const months = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
] as const;
const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

const two = (n: number): string => String(n).padStart(2, "0");
const shortYear = (d: Day): string => two(d.year % 100);
const month = (d: Day): string => months[d.month - 1]!;
const shortMonth = (d: Day): string => month(d).slice(0, 3);
const weekday = (d: Day): string => weekdays[dayOfWeek(d)]!;

/** Every written form; each says one day only, by the rules in the comment of dateTexts. */
const forms: readonly ((d: Day) => string)[] = [
  (d) => `${d.year}-${two(d.month)}-${two(d.day)}`,
  (d) => `${d.year}/${two(d.month)}/${two(d.day)}`,
  (d) => `${d.year}${two(d.month)}${two(d.day)}`,
  (d) => `${d.day}.${d.month}.${d.year}`,
  (d) => `${two(d.day)}.${two(d.month)}.${d.year}`,
  (d) => `${d.month}/${d.day}/${d.year}`,
  (d) => `${two(d.month)}/${two(d.day)}/${d.year}`,
  (d) => `${d.day} ${month(d)} ${d.year}`,
  (d) => `${d.day} ${shortMonth(d)} ${d.year}`,
  (d) => `${two(d.day)}-${shortMonth(d)}-${d.year}`,
  (d) => `${ordinal(d.day)} ${month(d)} ${d.year}`,
  (d) => `the ${ordinal(d.day)} of ${month(d)}, ${d.year}`,
  (d) => `${month(d)} ${d.day}, ${d.year}`,
  (d) => `${month(d)} ${ordinal(d.day)}, ${d.year}`,
  (d) => `${shortMonth(d)} ${d.day}, ${d.year}`,
  (d) => `${month(d).toUpperCase()} ${d.day}, ${d.year}`,
  (d) => `${weekday(d)}, ${month(d)} ${d.day}, ${d.year}`,
  (d) => `${weekday(d)} ${d.day} ${month(d)} ${d.year}`,
  (d) => `${weekday(d).slice(0, 3)}, ${two(d.day)} ${shortMonth(d)} ${d.year}`,
  (d) => `${weekday(d).toLowerCase()}, ${d.day} ${month(d).toLowerCase()} ${d.year}`,
];

/** With the last two digits of the year: only for the hundred years in which they say which. */
const shortForms: readonly ((d: Day) => string)[] = [
  (d) => `${d.day}.${d.month}.${shortYear(d)}`,
  (d) => `${d.month}/${d.day}/${shortYear(d)}`,
  (d) => `${d.day} ${shortMonth(d)} ${shortYear(d)}`,
  (d) => `${shortMonth(d)} ${d.day} '${shortYear(d)}`,
];

/**
 * Dates in many written forms, and in ISO 8601: "Tuesday, March 8, 1983" to "1983-03-08".
 *
 * The days are uniform from the first year to the last, leap days included, and each of the written forms is equally likely. What
 * is in them is never ambiguous: with points the day comes first (8.3.1983), with slashes the month (3/8/1983), except behind a
 * year of four digits. Years of two digits mean 1950 to 2049; other years are written in full. Weekdays are right.
 *
 * Source: the task of Zafarali Ahmed, "How to Visualize Your Recurrent Neural Network with Attention in Keras" (2017); the forms
 * and rules are our own.
 *
 * @param options - See {@link DateOptions}.
 * @throws RangeError if an option is out of range.
 *
 * @example
 * ```ts
 * import { dateTexts } from "@unroll/datasets/generated";
 *
 * const dates = dateTexts({ count: 3, seed: 1 });
 * dates; // => [{ source: "20440624", target: "2044-06-24" }, { source: "JANUARY 5, 1970", target: "1970-01-05" }, { source: "14 July 2010", target: "2010-07-14" }]
 * ```
 */
export function dateTexts(options: DateOptions): TextPair[] {
  const { firstYear = 1950, lastYear = 2049 } = options;
  checkIntegers("dateTexts", { firstYear, lastYear }, 1583, 9999);
  if (firstYear > lastYear) {
    throw new RangeError(`dateTexts: firstYear must be at most lastYear=${lastYear}; got ${firstYear}.`);
  }
  const first = dayNumber({ year: firstYear, month: 1, day: 1 });
  const last = dayNumber({ year: lastYear, month: 12, day: 31 });
  const allForms = [...forms, ...shortForms];
  return examples("dateTexts", options, (rng) => {
    const date = dayOf(between(rng, first, last));
    const write = pick(rng, date.year >= 1950 && date.year <= 2049 ? allForms : forms);
    return { source: write(date), target: `${date.year}-${two(date.month)}-${two(date.day)}` };
  });
}

function ordinal(n: number): string {
  const suffix = n >= 11 && n <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${suffix}`;
}

/**
 * Days since 0000-03-01. Years that begin in March have their leap day at the end, and the months' lengths then follow
 * floor((153 m + 2) / 5).
 */
function dayNumber({ year, month, day }: Day): number {
  const y = month <= 2 ? year - 1 : year;
  const m = month <= 2 ? month + 9 : month - 3;
  return 365 * y + leapDays(y) + Math.floor((153 * m + 2) / 5) + day - 1;
}

function leapDays(year: number): number {
  return Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}

/** The inverse of dayNumber. */
function dayOf(n: number): Day {
  let y = Math.floor(n / 365.2425);
  while (365 * y + leapDays(y) > n) y--;
  while (365 * (y + 1) + leapDays(y + 1) <= n) y++;
  const inYear = n - 365 * y - leapDays(y);
  const m = Math.floor((5 * inYear + 2) / 153);
  const day = inYear - Math.floor((153 * m + 2) / 5) + 1;
  return m < 10 ? { year: y, month: m + 3, day } : { year: y + 1, month: m - 9, day };
}

function dayOfWeek(date: Day): number {
  return (dayNumber(date) + 3) % 7; // 0000-03-01 was a Wednesday
}
