import { afterEach, expect, test, vi } from "vitest";
import { Interruption } from "../src/interruption.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("the first Ctrl-C asks, a second one ends the process at once", () => {
  vi.useFakeTimers();
  const exit = vi.spyOn(process, "exit").mockImplementation(() => undefined as never);
  const onFirst = vi.fn();
  const listeners = process.listenerCount("SIGINT");
  const interruption = new Interruption(onFirst);
  expect(interruption.exitCode).toBe(0);

  process.emit("SIGINT", "SIGINT");
  expect(onFirst).toHaveBeenCalledOnce();
  expect(interruption.signal.aborted).toBe(true);
  expect(interruption.exitCode).toBe(130);

  // npm passes on the signal that the terminal has sent already: that is the same press.
  vi.advanceTimersByTime(50);
  process.emit("SIGINT", "SIGINT");
  expect(exit).not.toHaveBeenCalled();

  vi.advanceTimersByTime(500);
  process.emit("SIGINT", "SIGINT");
  expect(exit).toHaveBeenCalledExactlyOnceWith(130);
  expect(onFirst).toHaveBeenCalledOnce();
  interruption.stop();
  expect(process.listenerCount("SIGINT")).toBe(listeners);
});
