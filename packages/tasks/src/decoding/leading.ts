/**
 * Moves the leading elements of a row to the front of `order`: the fewest whose weights reach `target`, taking the largest values
 * first and of equal ones the one with the lower id. Returns how many they are; within the front there is no order.
 *
 * It is Hoare's selection, by weight instead of by count: after each partition only the side that holds the edge is looked at again,
 * so it takes O(V) on average. The pivots are scattered by a hash, so that no order of values that occurs by itself is a slow one.
 *
 * @param values [V]
 * @param order ids into `values`; it is rearranged.
 * @param weights [V], not negative; without them every element weighs 1.
 */
export function leadingCount(values: Float32Array, order: Int32Array, target: number, weights?: Float32Array): number {
  const weightOf = (id: number): number => (weights === undefined ? 1 : weights[id]!);
  let low = 0; // order[0 .. low) come before all others and weigh `reached`, which is too little
  let high = order.length; // order[0 .. high) are enough
  let reached = 0;
  while (low < high) {
    const scattered = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b) >>> 0;
    const pivot = low + (scattered % (high - low));
    const id = order[pivot]!;
    const value = values[id]!;
    order[pivot] = order[high - 1]!;
    let at = low;
    let weight = 0;
    for (let i = low; i < high - 1; i++) {
      const other = order[i]!;
      const otherValue = values[other]!;
      if (otherValue < value || (otherValue === value && other > id)) continue;
      weight += weightOf(other);
      order[i] = order[at]!;
      order[at++] = other;
    }
    order[high - 1] = order[at]!;
    order[at] = id;
    if (reached + weight >= target) {
      high = at;
      continue;
    }
    reached += weight + weightOf(id);
    low = at + 1;
    if (reached >= target) break;
  }
  return low;
}
