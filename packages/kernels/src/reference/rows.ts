import type { InferenceKernels, TrainingKernels } from "../backend.ts";
import type { FloatMemory } from "./memory.ts";

/** Rows of a table by their ids: an embedding and its gradient. */
export function rows(memory: FloatMemory): Pick<InferenceKernels & TrainingKernels, "gatherRows" | "scatterAddRows"> {
  return {
    gatherRows(count, width, table, ids, out) {
      const cells = memory.cells();
      const ints = memory.ints();
      const from = table / memory.width;
      const to = out / memory.width;
      for (let i = 0; i < count; i++) {
        const id = ints[ids / 4 + i]!;
        for (let j = 0; j < width; j++) cells[to + i * width + j] = cells[from + id * width + j]!;
      }
    },

    scatterAddRows(count, width, ids, rows, table) {
      const floats = memory.floats();
      const ints = memory.ints();
      const from = rows / memory.width;
      const to = table / memory.width;
      for (let i = 0; i < count; i++) {
        const id = ints[ids / 4 + i]!;
        for (let j = 0; j < width; j++) {
          const element = to + id * width + j;
          floats[element] = floats[element]! + floats[from + i * width + j]!;
        }
      }
    },
  };
}
