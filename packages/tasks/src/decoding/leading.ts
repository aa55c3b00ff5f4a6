/**
 * Moves the leading weights of a row to the front of `order`: the fewest that together reach `target`, taking the largest first and of
 * equal ones the one with the lower id. Returns how many they are; within the front there is no order.
 *
 * It is Hoare's selection, by weight instead of by count: after each partition only the side that holds the edge is looked at again,
 * so it takes O(V) on average. The pivots are scattered by a hash, so that no order of weights that occurs by itself is a slow one.
 *
 * @param weights [V], not negative.
 * @param order ids of the row; it is rearranged.
 */
export function leadingCount(weights: Float32Array, order: Int32Array, target: number): number {
  let low = 0; // order[0 .. low) come before all others and weigh `reached`, which is too little
  let high = order.length; // order[0 .. high) are enough
  let reached = 0;
  while (low < high) {
    const scattered = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b) >>> 0;
    const pivot = low + (scattered % (high - low));
    const id = order[pivot]!;
    const weight = weights[id]!;
    order[pivot] = order[high - 1]!;
    let at = low;
    let before = 0;
    for (let i = low; i < high - 1; i++) {
      const other = order[i]!;
      const otherWeight = weights[other]!;
      if (otherWeight < weight || (otherWeight === weight && other > id)) continue;
      before += otherWeight;
      order[i] = order[at]!;
      order[at++] = other;
    }
    order[high - 1] = order[at]!;
    order[at] = id;
    if (reached + before >= target) {
      high = at;
      continue;
    }
    reached += before + weight;
    low = at + 1;
    if (reached >= target) break;
  }
  return low;
}
