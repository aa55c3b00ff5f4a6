import { describe } from "vitest";
import { LinearHeap } from "../src/heap.ts";
import { createReference } from "../src/reference/create-reference.ts";
import { createWasm } from "../src/wasm/executor.ts";
import { supports } from "../src/wasm/support.ts";
import { axisSuite } from "./suite/axis.ts";
import type { Subject } from "./suite/bench.ts";
import { dropoutSuite } from "./suite/dropout.ts";
import { layerNormSuite } from "./suite/layer-norm.ts";
import { optimizersSuite } from "./suite/optimizers.ts";
import { rowsSuite } from "./suite/rows.ts";
import { sequencesSuite } from "./suite/sequences.ts";
import { softmaxSuite } from "./suite/softmax.ts";

// From 2^31 on an address is negative as an int32. The memory below the heap is never touched, so it costs nothing.
const BASE = 2 ** 31;

function subjects(): Subject[] {
  const memory = new WebAssembly.Memory({ initial: BASE / 65536 + 64 });
  const heap = new LinearHeap(memory, BASE);
  const oracle = createReference(heap, "float64");
  const found: Subject[] = [{ name: "reference", heap, executor: createReference(heap, "float32"), oracle }];
  if (supports("strict"))
    found.push({ name: "wasm-strict", heap, executor: createWasm("wasm-strict", memory, heap), oracle });
  return found;
}

describe("addresses above 2 GiB", () => {
  for (const subject of subjects()) {
    describe(subject.name, () => {
      softmaxSuite(subject);
      layerNormSuite(subject);
      rowsSuite(subject);
      axisSuite(subject);
      dropoutSuite(subject);
      sequencesSuite(subject);
      optimizersSuite(subject);
    });
  }
});
