import { PairHeap } from "./pair-heap.ts";

// Ids are below this, so that a pair makes one exact number whose order is that of the pairs.
const TWO_26 = 67108864;

/** A word as ids, and how often it occurs. */
export interface CountedWord {
  ids: number[];
  readonly count: number;
}

/** A learned merge: two tokens that became one. */
export interface Merge {
  readonly left: number;
  readonly right: number;
}

/**
 * Learns merges: again and again the pair of neighbours that occurs most often becomes one token. Equal to counting all pairs
 * anew each time, but only the words that hold the pair are looked at: each pair has the list of its words, and a heap has
 * the counts, of which those that no longer hold are corrected when they come up.
 *
 * @param tokens - The tokens by id; new ones are put behind. A merge whose text is a token already takes that token's id.
 * @returns The merges in their order; after each, how many there are is yielded.
 */
export function* learnMerges(
  words: readonly CountedWord[],
  tokens: string[],
  limits: { vocabSize: number; merges: number; minFrequency: number },
): Generator<number, Merge[]> {
  const idOf = new Map(tokens.map((token, id) => [token, id]));
  const counts = new Map<number, number>();
  const holders = new Map<number, number[]>(); // the words that hold a pair, or held it once
  const heap = new PairHeap();

  const count = (ids: readonly number[], n: number, visit?: (key: number) => void): void => {
    for (let i = 0; i + 1 < ids.length; i++) {
      const key = ids[i]! * TWO_26 + ids[i + 1]!;
      counts.set(key, (counts.get(key) ?? 0) + n);
      visit?.(key);
    }
  };
  const hold = (key: number, index: number): void => {
    const list = holders.get(key);
    if (list === undefined) holders.set(key, [index]);
    else if (list[list.length - 1] !== index) list.push(index);
  };

  words.forEach(({ ids, count: n }, index) => {
    count(ids, n, (key) => hold(key, index));
  });
  for (const [key, n] of counts) heap.push({ key, count: n });

  const merges: Merge[] = [];
  while (tokens.length < limits.vocabSize && merges.length < limits.merges) {
    const top = heap.pop();
    if (top === undefined) break;
    const now = counts.get(top.key) ?? 0;
    if (now !== top.count) {
      if (now > 0) heap.push({ key: top.key, count: now });
      continue;
    }
    if (now < limits.minFrequency || now < 1) break;
    const left = Math.floor(top.key / TWO_26);
    const right = top.key - left * TWO_26;
    const text = tokens[left]! + tokens[right]!;
    let id = idOf.get(text);
    if (id === undefined) {
      id = tokens.length;
      tokens.push(text);
      idOf.set(text, id);
    }
    merges.push({ left, right });
    const grown = new Set<number>();
    const list = holders.get(top.key)!;
    holders.delete(top.key);
    for (const index of list) {
      const word = words[index]!;
      const ids = merged(word.ids, left, right, id);
      if (ids.length === word.ids.length) continue;
      count(word.ids, -word.count);
      count(ids, word.count, (key) => {
        // Only pairs with the new token occur more often than before.
        if (Math.floor(key / TWO_26) !== id && key % TWO_26 !== id) return;
        hold(key, index);
        grown.add(key);
      });
      word.ids = ids;
    }
    for (const key of grown) heap.push({ key, count: counts.get(key)! });
    yield merges.length;
  }
  return merges;
}

/** The ids with every left, right replaced from the left. */
function merged(ids: readonly number[], left: number, right: number, id: number): number[] {
  const result: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] === left && ids[i + 1] === right) {
      result.push(id);
      i++;
    } else result.push(ids[i]!);
  }
  return result;
}
