import { expect, test } from "vitest";
import { ProgressReport } from "../src/language-models/progress-report.ts";
import type { TrainerEvent } from "../src/language-models/protocol.ts";
import { Stopwatch } from "../src/training/stopwatch.ts";

test("a stopwatch leaves out the time it stood still", () => {
  let now = 5_000;
  const stopwatch = new Stopwatch(() => now);
  expect(stopwatch.seconds).toBe(0);
  stopwatch.start();
  now += 1_500;
  expect(stopwatch.seconds).toBe(1.5);
  stopwatch.start();
  stopwatch.stop();
  now += 60_000;
  stopwatch.stop();
  expect(stopwatch.seconds).toBe(1.5);
  stopwatch.start();
  now += 250;
  expect(stopwatch.seconds).toBe(1.75);
});

test("steps are reported together, ten times a second at most, and none is lost", () => {
  let now = 0;
  const stopwatch = new Stopwatch(() => now);
  stopwatch.start();
  const events: TrainerEvent[] = [];
  const report = new ProgressReport((event) => events.push(event), stopwatch);
  report.flush();
  for (let step = 1; step <= 7; step++) {
    now += 30;
    report.add(step, 5 - step / 10, 1_000 + step);
  }
  report.flush();
  expect(events).toEqual([
    { type: "progress", steps: [1], losses: [4.9], seconds: 0.03, charactersPerSecond: 1_001 },
    { type: "progress", steps: [2, 3, 4, 5], losses: [4.8, 4.7, 4.6, 4.5], seconds: 0.15, charactersPerSecond: 1_005 },
    { type: "progress", steps: [6, 7], losses: [4.4, 4.3], seconds: 0.21, charactersPerSecond: 1_007 },
  ]);
});
