import type { Piece } from "./model.ts";

// Ids, ranks and positions are below 2^26, so that two of them make one exact number.
const TWO_26 = 67108864;

/** Learned merges: which pairs of ids become which id, the earlier learned first. */
export class MergeTable {
  readonly #ranks: Map<number, number> = new Map();
  readonly #results: number[] = [];

  /** The next merge. A pair that has one keeps the later, as it does in Hugging Face's libraries. */
  add(left: number, right: number, result: number): void {
    this.#ranks.set(pairKey(left, right), this.#results.length);
    this.#results.push(result);
  }

  /** Merges neighbours until no merge applies: always the earliest learned, and of equals the leftmost. An id of -1 never merges. */
  merge(symbols: readonly Piece[]): Piece[] {
    if (this.#results.length === 0) return [...symbols];
    const n = symbols.length;
    const ids = new Int32Array(n);
    const next = new Int32Array(n);
    const previous = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      ids[i] = symbols[i]!.id;
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    const heap = new NumberHeap();
    const rankAt = (i: number): number | undefined => {
      const right = next[i]!;
      if (i < 0 || right >= n || ids[i]! < 0 || ids[right]! < 0) return undefined;
      return this.#ranks.get(pairKey(ids[i]!, ids[right]!));
    };
    const offer = (i: number): void => {
      const rank = rankAt(i);
      if (rank !== undefined) heap.push(rank * TWO_26 + i);
    };
    for (let i = 0; i + 1 < n; i++) offer(i);
    for (let key = heap.pop(); key !== undefined; key = heap.pop()) {
      const rank = Math.floor(key / TWO_26);
      const i = key - rank * TWO_26;
      // The pair may have been changed by a merge since it was offered; a symbol that was merged away has no next.
      if (next[i] === 0 || rankAt(i) !== rank) continue;
      const right = next[i]!;
      ids[i] = this.#results[rank]!;
      next[i] = next[right]!;
      next[right] = 0;
      if (next[i]! < n) previous[next[i]!] = i;
      if (previous[i]! >= 0) offer(previous[i]!);
      offer(i);
    }
    const pieces: Piece[] = [];
    for (let i = 0; i < n; i = next[i]!) {
      const last = next[i]! - 1;
      pieces.push({ id: ids[i]!, from: symbols[i]!.from, to: symbols[last]!.to });
    }
    return pieces;
  }
}

function pairKey(left: number, right: number): number {
  return left * TWO_26 + right;
}

/** A heap of numbers, smallest first. */
class NumberHeap {
  readonly #items: number[] = [];

  push(item: number): void {
    const items = this.#items;
    let i = items.length;
    items.push(item);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (items[parent]! <= item) break;
      items[i] = items[parent]!;
      i = parent;
    }
    items[i] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const top = items[0];
    const item = items.pop();
    if (item === undefined || items.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1]! < items[child]!) child++;
      if (items[child]! >= item) break;
      items[i] = items[child]!;
      i = child;
    }
    items[i] = item;
    return top;
  }
}
