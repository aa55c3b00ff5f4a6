/**
 * Refuses sizes that are not positive integers: for the constructors of layers and cells.
 *
 * @param operation whose sizes they are: it begins the message.
 * @param sizes by the names that the message uses.
 * @throws RangeError naming the first size that is none.
 * @example
 * ```ts
 * import { requireSizes } from "@unroll/nn";
 * let message = "";
 * try {
 *   requireSizes("MyCell", { inputSize: 5, hiddenSize: 0 });
 * } catch (error) {
 *   message = (error as Error).message;
 * }
 * message; // => "MyCell: hiddenSize must be a positive integer; got 0"
 * ```
 */
export function requireSizes(operation: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (Number.isSafeInteger(size) && size > 0) continue;
    throw new RangeError(`${operation}: ${name} must be a positive integer; got ${size}`);
  }
}
