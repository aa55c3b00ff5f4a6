import type { Backend } from "../../src/backend.ts";
import { createReference } from "../../src/reference/create-reference.ts";
import type { Subject } from "./bench.ts";
import { standInHeap } from "./stand-in-heap.ts";

export function subjects(): Subject[] {
  const heap = standInHeap();
  const oracle: Backend = createReference(heap, "float64");
  return [{ name: "reference", heap, executor: createReference(heap, "float32"), oracle }];
}
