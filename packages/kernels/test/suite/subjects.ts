import { availableBackends, backend, executor, heap, setBackend } from "../../src/mode.ts";
import type { Subject } from "./bench.ts";

/** Every executor that this engine can run, and the float64 reference over the same memory. */
export function subjects(): Subject[] {
  const before = backend();
  const found = availableBackends().map((name): Subject => {
    setBackend(name);
    return { name, heap: heap(), executor: executor("float32"), oracle: executor("float64") };
  });
  setBackend(before);
  return found;
}
