import { type DType, scope, type Tensor, tensor } from "@unroll/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "../src/index.ts";
import { file } from "./files.ts";
import { mutations, readOrRefuse, SEED } from "./mutations.ts";

const dtype = fc.constantFrom<DType>("float32", "float64", "int32", "bool");
const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
const text = fc.string({
  unit: fc.oneof(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), fc.constant("\ud800")),
});
const name = text.filter((each) => each !== "__proto__" && each !== "__metadata__");

interface Plan {
  dtype: DType;
  shape: number[];
  seed: number;
}

/** Any bits, also those of NaNs and infinities. */
function makeTensor(plan: Plan): Tensor<DType> {
  const size = plan.shape.reduce((product, dimension) => product * dimension, 1);
  const words = new Uint32Array(2 * size);
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(plan.seed + i, 0x9e3779b1);
  const options = { shape: plan.shape };
  switch (plan.dtype) {
    case "float64":
      return tensor(new Float64Array(words.buffer), options);
    case "int32":
      return tensor(new Int32Array(words.buffer, 0, size), options);
    case "bool":
      return tensor(
        Uint8Array.from(words.subarray(0, size), (word) => word & 1),
        options,
      );
    default:
      return tensor(new Float32Array(words.buffer, 0, size), options);
  }
}

const plans = fc.dictionary(name, fc.record({ dtype, shape, seed: fc.nat() }), { maxKeys: 6 });

function bytesOf(value: Tensor<DType>): number[] {
  const { buffer, byteOffset, byteLength } = value.data();
  return [...new Uint8Array(buffer, byteOffset, byteLength)];
}

test("what is written is read, bit for bit", () => {
  fc.assert(
    fc.property(plans, fc.dictionary(name, text), (planned, metadata) => {
      scope(() => {
        const made = Object.entries(planned).map(([key, plan]) => [key, makeTensor(plan)] as const);
        const read = decodeSafetensors(encodeSafetensors(Object.fromEntries(made), { metadata }));
        expect(read.metadata).toEqual({ ...metadata });
        expect(Object.keys(read.tensors).sort()).toEqual(made.map(([key]) => key).sort());
        for (const [key, original] of made) {
          const copy = read.tensors[key] as Tensor<DType>;
          expect(copy.dtype).toBe(original.dtype);
          expect(copy.shape).toEqual(original.shape);
          expect(bytesOf(copy)).toEqual(bytesOf(original));
        }
      });
    }),
    { numRuns: 300, seed: SEED },
  );
});

function original(): Uint8Array {
  return scope(() =>
    encodeSafetensors(
      {
        "rnn.weight_ih_l0": tensor(new Float32Array(18), { shape: [9, 2] }),
        "rnn.bias_ih_l0": tensor(new Float32Array(9)),
        step: tensor(Int32Array.of(7), { shape: [] }),
        mask: tensor([true, false, true]),
      },
      { metadata: { format: "pt" } },
    ),
  );
}

const read = (bytes: Uint8Array): "read" | "refused" => readOrRefuse(() => decodeSafetensors(bytes));
const pieces = ["{", "}", "[", "]", '"', ",", ":", "-", "0", "9", "1e9", '"F64"', "null", "\\"];

test("10,000 mutated files: no crash, no hang", () => {
  const outcomes = { read: 0, refused: 0 };
  fc.assert(
    fc.property(mutations(original(), pieces), (bytes) => {
      outcomes[read(bytes)]++;
    }),
    { numRuns: 10_000, seed: SEED },
  );
  // Both happen, so the changes are neither all harmless nor all noticed at the first check.
  expect(outcomes.read).toBeGreaterThan(5);
  expect(outcomes.refused).toBeGreaterThan(5_000);
});

test("every truncation is refused", () => {
  const bytes = original();
  for (let length = 0; length < bytes.length; length++) {
    expect(read(bytes.subarray(0, length)), `at ${length}`).toBe("refused");
  }
});

test("every single byte may be anything", () => {
  const bytes = original();
  for (let at = 0; at < bytes.length; at++) {
    const was = bytes[at] as number;
    for (const value of [0, 0x22, 0x2d, 0x30, 0x39, 0x5c, 0x7b, 0x7d, 0x80, 0xff, was ^ 1]) {
      bytes[at] = value;
      read(bytes);
    }
    bytes[at] = was;
  }
  expect(read(bytes)).toBe("read");
});

/** Headers that are JSON of the right outline, with anything in it. */
const size = fc.oneof(
  fc.integer({ min: -2, max: 40 }),
  fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 53, 1e300, 0.5, "1", null),
);
const described = fc.record(
  {
    dtype: fc.oneof(
      fc.constantFrom("F64", "F32", "F16", "BF16", "I64", "I32", "U8", "BOOL", "toString"),
      fc.jsonValue(),
    ),
    shape: fc.oneof(fc.array(size, { maxLength: 4 }), fc.jsonValue()),
    data_offsets: fc.oneof(fc.tuple(size, size), fc.jsonValue()),
  },
  { requiredKeys: [] },
);

test("headers of any content are read or refused", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.oneof(name, fc.constantFrom("__proto__", "__metadata__", "constructor")), described, {
        maxKeys: 3,
      }),
      fc.uint8Array({ maxLength: 64 }),
      (header, data) => {
        read(file(header, data));
      },
    ),
    { numRuns: 5_000, seed: SEED },
  );
});
