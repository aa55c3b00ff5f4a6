import { readFileSync, writeFileSync } from "node:fs";
import { decodeSafetensors, encodeSafetensors } from "@unroll/checkpoints";
import { scope, tensor } from "@unroll/tensor";

/** Numbers with a shape, in nobody's format. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Weights, inputs, outputs and gradients by name. */
export type Named = Readonly<Record<string, Values>>;

/** Writes values where every entrant can read them: a safetensors file. */
export function writeValues(path: string, values: Named): void {
  const bytes = scope(() =>
    encodeSafetensors(
      Object.fromEntries(Object.entries(values).map(([name, { shape, data }]) => [name, tensor(data, { shape })])),
    ),
  );
  writeFileSync(path, bytes);
}

/** Reads what {@link writeValues} or another program wrote. */
export function readValues(path: string): Named {
  return scope(() => {
    const { tensors } = decodeSafetensors(readFileSync(path));
    return Object.fromEntries(
      Object.entries(tensors).map(([name, each]): [string, Values] => {
        const data = each.data();
        if (!(data instanceof Float32Array || data instanceof Int32Array)) {
          throw new TypeError(`${path}: ${name} must be float32 or int32; got ${each.dtype}`);
        }
        return [name, { shape: [...each.shape], data: data.slice() }];
      }),
    );
  });
}

/** The values of a name that must be there. */
export function valuesOf(values: Named, name: string): Values {
  const found = values[name];
  if (found === undefined) throw new RangeError(`${name} is missing; there is ${Object.keys(values).join(", ")}`);
  return found;
}

/** Rows of gates in another order, of a matrix [gates * H, ...] or a bias: `order[k]` is where the k-th block comes from. */
export function reorderGates({ shape, data }: Values, order: readonly number[]): Values {
  const block = data.length / order.length;
  const out = data.slice();
  order.forEach((from, to) => {
    out.set(data.subarray(from * block, (from + 1) * block), to * block);
  });
  return { shape, data: out };
}

/** The transpose of a matrix. */
export function transposed({ shape, data }: Values): Values {
  const [rows = 1, columns = 1] = shape;
  const out = data.slice();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) out[column * rows + row] = data[row * columns + column] as number;
  }
  return { shape: [columns, rows], data: out };
}

/** [A, B, C] as [B, A, C]: batch first to time first, and back. */
export function swapFirstAxes({ shape, data }: Values): Values {
  const [first = 1, second = 1, width = 1] = shape;
  const out = data.slice();
  for (let i = 0; i < first; i++) {
    for (let j = 0; j < second; j++) {
      const from = (i * second + j) * width;
      out.set(data.subarray(from, from + width), (j * first + i) * width);
    }
  }
  return { shape: [second, first, width], data: out };
}

/** The sum of two biases, for a layer that has one. */
export function sum(a: Values, b: Values): Values {
  return { shape: a.shape, data: Float32Array.from(a.data, (value, i) => value + (b.data[i] as number)) };
}
