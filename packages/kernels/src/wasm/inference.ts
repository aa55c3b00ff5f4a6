import type { Address, InferenceKernels } from "../backend.ts";
import type { Heap } from "../heap.ts";
import { describe } from "./descriptor.ts";
import { type Extra, extraInference } from "./extra.ts";
import { instantiate } from "./module.ts";
import { BINARY, COMPARE, EXTRA_UNARY, isExtra, REDUCE, UNARY } from "./operations.ts";
import { type ForwardExports, forwardRecurrences } from "./recurrences-forward.ts";
import type { Scratch } from "./scratch.ts";

/** The exports of csrc/inference.c, in the order of its parameters. */
interface Exports extends ForwardExports {
  fill(n: number, value: number, out: Address): void;
  unary(op: number, n: number, x: Address, out: Address): void;
  binary_scalar(op: number, n: number, x: Address, value: number, out: Address): void;
  binary(op: number, loop: Address, a: Address, b: Address, out: Address): void;
  compare(op: number, loop: Address, a: Address, b: Address, out: Address): void;
  where(loop: Address, condition: Address, a: Address, b: Address, out: Address): void;
  copy(loop: Address, x: Address, out: Address): void;
  reduce_axis(op: number, outer: number, n: number, inner: number, x: Address, out: Address): void;
  arg_extreme(op: number, outer: number, n: number, inner: number, x: Address, out: Address): void;
  packed_bytes(k: number, n: number): number;
  pack_matrix(k: number, n: number, b: Address, bRow: number, bCol: number, out: Address): void;
  matmul_scratch(m: number, n: number, k: number): number;
  // biome-ignore format: an operand a line
  matmul(
    batch: number, m: number, n: number, k: number,
    a: Address, aBatch: number, aRow: number, aCol: number,
    b: Address, bBatch: number, bRow: number, bCol: number, packed: Address,
    c: Address, cBatch: number, cRow: number,
    bias: Address, accumulate: number, scratch: Address,
  ): void;
  softmax(rows: number, n: number, x: Address, out: Address): void;
  log_softmax(rows: number, n: number, x: Address, out: Address): void;
  gather_rows(count: number, width: number, table: Address, ids: Address, out: Address): void;
}

/**
 * The inference kernels over the exports of a module. Addresses above 2^31 pass as they are: the conversion to i32
 * wraps.
 */
export function wasmInference(
  text: string,
  memory: WebAssembly.Memory,
  heap: Heap,
  scratch: Scratch,
  extra: Extra,
): InferenceKernels {
  const c = instantiate<Exports>(text, memory);
  return {
    fill: c.fill,
    unary: (op, n, x, out) =>
      isExtra(op) ? extra().unary_extra(EXTRA_UNARY[op], n, x, out) : c.unary(UNARY[op], n, x, out),
    binaryScalar: (op, n, x, value, out) =>
      op === "pow" ? extra().power_scalar(n, x, value, out) : c.binary_scalar(BINARY[op], n, x, value, out),
    binary(op, loop, a, b, out) {
      const at = describe(heap, loop);
      if (op === "pow") extra().power(at, a, b, out);
      else c.binary(BINARY[op], at, a, b, out);
    },
    compare: (op, loop, a, b, out) => c.compare(COMPARE[op], describe(heap, loop), a, b, out),
    where: (loop, condition, a, b, out) => c.where(describe(heap, loop), condition, a, b, out),
    copy: (loop, x, out) => c.copy(describe(heap, loop), x, out),
    reduce(op, outer, n, inner, x, out) {
      if (op === "logSumExp") extra().log_sum_exp_axis(outer, n, inner, x, out);
      else c.reduce_axis(REDUCE[op], outer, n, inner, x, out);
    },
    argmax: (...call) => c.arg_extreme(REDUCE.max, ...call),
    argmin: (...call) => c.arg_extreme(REDUCE.min, ...call),
    packedBytes: (k, n) => c.packed_bytes(k, n) >>> 0,
    pack: c.pack_matrix,
    matmul(call) {
      const { batch, m, n, k } = call;
      const work = scratch.reserve(c.matmul_scratch(m, n, k) >>> 0);
      // biome-ignore format: an operand a line
      c.matmul(
        batch, m, n, k,
        call.a, call.aBatch, call.aRow, call.aCol,
        call.b, call.bBatch, call.bRow, call.bCol, call.packed,
        call.c, call.cBatch, call.cRow,
        call.bias, call.accumulate ? 1 : 0, work,
      );
    },
    softmax: c.softmax,
    logSoftmax: c.log_softmax,
    gatherRows: c.gather_rows,
    ...forwardRecurrences(c, scratch),
    ...extraInference(extra),
  };
}
