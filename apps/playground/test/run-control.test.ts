import { expect, test } from "vitest";
import { RunControl, type StandingEvent } from "../src/training/run-control.ts";

function control(paused?: boolean) {
  const told: StandingEvent["type"][] = [];
  const run = new RunControl(({ type }) => told.push(type), paused);
  return { run, told };
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test("a run that is not paused goes on at once and tells nothing", async () => {
  const { run, told } = control();
  await run.standStill();
  expect(told).toEqual([]);
});

test("a pause and its end are told, once each, and no time passes between", async () => {
  const { run, told } = control();
  run.stopwatch.start();
  run.pause();
  let still = 0;
  const standing = run.standStill({ still: () => still++ });
  expect(told).toEqual(["paused"]);
  const seconds = run.stopwatch.seconds;
  await soon();
  run.wake();
  await soon();
  expect(run.stopwatch.seconds).toBe(seconds);
  expect(told).toEqual(["paused"]);
  expect(still).toBe(2);
  run.continue();
  await standing;
  expect(told).toEqual(["paused", "continued"]);
});

test("a run that begins paused tells only that it goes on, even when that was said before it came to wait", async () => {
  const { run, told } = control(true);
  run.continue();
  await run.standStill();
  expect(told).toEqual(["continued"]);
});

test("another reason to wait is not told", async () => {
  const { run, told } = control();
  let busy = true;
  const standing = run.standStill({ held: () => busy });
  run.pause();
  run.wake();
  await soon();
  run.continue();
  await soon();
  expect(told).toEqual(["paused", "continued"]);
  busy = false;
  run.wake();
  await standing;
  expect(told).toEqual(["paused", "continued"]);
});

test("a run that is given up waits no longer and tells no more", async () => {
  const { run, told } = control(true);
  const standing = run.standStill();
  run.giveUp();
  await standing;
  expect(run.signal.aborted).toBe(true);
  expect(told).toEqual([]);
});
