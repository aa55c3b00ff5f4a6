/** A pair of ids as one number, and how often it occurs. */
export interface CountedPair {
  readonly key: number;
  readonly count: number;
}

/** Pairs, the most frequent first; of equals the one with the smaller first id, then the smaller second. */
export class PairHeap {
  readonly #items: CountedPair[] = [];

  push(item: CountedPair): void {
    const items = this.#items;
    let i = items.length;
    items.push(item);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(item, items[parent]!)) break;
      items[i] = items[parent]!;
      i = parent;
    }
    items[i] = item;
  }

  pop(): CountedPair | undefined {
    const items = this.#items;
    const top = items[0];
    const item = items.pop();
    if (item === undefined || items.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child++;
      if (!before(items[child]!, item)) break;
      items[i] = items[child]!;
      i = child;
    }
    items[i] = item;
    return top;
  }
}

function before(a: CountedPair, b: CountedPair): boolean {
  return a.count > b.count || (a.count === b.count && a.key < b.key);
}
