import type { InferenceKernels } from "../backend.ts";
import type { FloatMemory } from "./memory.ts";

/** Matrix products: c_ij = sum_p a_ip b_pj, added up in the order of p. */
export function products(memory: FloatMemory): Pick<InferenceKernels, "matmul" | "packedBytes" | "pack"> {
  return {
    packedBytes: () => 0,
    pack: () => {},
    matmul(call) {
      const { batch, m, n, k, aBatch, aRow, aCol, bBatch, bRow, bCol, cBatch, cRow, accumulate } = call;
      const floats = memory.floats();
      const a = call.a / memory.width;
      const b = call.b / memory.width;
      const c = call.c / memory.width;
      const bias = call.bias === 0 ? -1 : call.bias / memory.width;
      for (let s = 0; s < batch; s++) {
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n; j++) {
            const aRowStart = a + s * aBatch + i * aRow;
            const bColStart = b + s * bBatch + j * bCol;
            let sum = 0;
            for (let p = 0; p < k; p++) sum += floats[aRowStart + p * aCol]! * floats[bColStart + p * bRow]!;
            if (bias >= 0) sum += floats[bias + j]!;
            const out = c + s * cBatch + i * cRow + j;
            floats[out] = accumulate ? floats[out]! + sum : sum;
          }
        }
      }
    },
  };
}
