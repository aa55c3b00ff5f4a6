// n-grams: what a language model that only counts reaches. A network that does no better has learnt nothing.

/**
 * The loss of a model that knows how often each character occurs, and nothing else.
 *
 * It is {@link wittenBellLoss} of order 1.
 *
 * @param train - The text whose characters are counted.
 * @param heldOut - The text that is predicted.
 * @returns The mean negative log-likelihood of the held-out text, in nats per character (a code point).
 * @throws RangeError if a text is empty.
 *
 * @example
 * ```ts
 * import { unigramLoss } from "@unroll/tasks";
 *
 * unigramLoss("abab".repeat(1000), "ba"); // => 0.693
 * ```
 */
export function unigramLoss(train: string, heldOut: string): number {
  return wittenBellLoss(train, heldOut, 1);
}

/**
 * {@link wittenBellLoss} over the ids of any tokenizer: words, or pieces of words.
 *
 * @param train - The ids that are counted; the held-out ones must follow them.
 * @param heldOut - The ids that are predicted.
 * @param order - n, the length of the n-grams: 3 predicts from two tokens. An integer of at least 1.
 * @param vocabSize - V: below the empty context stands the uniform distribution over so many ids. Default: as many as occur.
 * @returns The mean negative log-likelihood of the held-out ids, in nats per token.
 * @throws RangeError if there are no ids, the order is no such integer, or the vocabulary has fewer ids than occur.
 *
 * @example
 * ```ts
 * import { wittenBellIdsLoss } from "@unroll/tasks";
 * import { trainWordLevel } from "@unroll/tokenizers";
 *
 * const text = "the cat sat on the mat. ".repeat(40);
 * const tokenizer = trainWordLevel(text);
 * const train = tokenizer.encode(text).ids;
 * const heldOut = tokenizer.encode("the cat sat on the mat.").ids;
 * wittenBellIdsLoss(train, heldOut, 1, tokenizer.vocabSize); // => 1.7509
 * wittenBellIdsLoss(train, heldOut, 3, tokenizer.vocabSize); // => 0.0040
 * ```
 */
export function wittenBellIdsLoss(train: Int32Array, heldOut: Int32Array, order: number, vocabSize?: number): number {
  if (!Number.isInteger(order) || order < 1) {
    throw new RangeError(`wittenBellIdsLoss: order must be an integer of at least 1; got ${order}.`);
  }
  if (train.length === 0 || heldOut.length === 0) {
    throw new RangeError(`wittenBellIdsLoss: ${train.length === 0 ? "train" : "heldOut"} must have ids; got none.`);
  }
  const distinct = new Set(train);
  for (const id of heldOut) distinct.add(id);
  const size = vocabSize ?? distinct.size;
  if (!(size >= distinct.size)) {
    throw new RangeError(
      `wittenBellIdsLoss: vocabSize must be at least the ${distinct.size} ids that occur; got ${size}.`,
    );
  }
  return interpolatedLoss(train, heldOut, order, size);
}

/**
 * The loss of a character n-gram model with Witten-Bell smoothing: the classical yardstick for a character language model.
 *
 * ```
 * P(c | h) = (count(h c) + distinct(h) P(c | h')) / (count(h) + distinct(h))
 * ```
 *
 * where h is the last order - 1 characters, h' is h without its first, and distinct(h) is the number of different characters
 * seen after h. Below the empty h stands the uniform distribution over the characters of both texts. A context that was never
 * seen counts for nothing. The contexts of the first held-out characters reach back into the end of the training text.
 *
 * Source: Witten and Bell, "The Zero-Frequency Problem", IEEE Transactions on Information Theory 37 (1991), method C;
 * the interpolated form of Chen and Goodman, "An Empirical Study of Smoothing Techniques" (1998), section 2.4.
 *
 * @param train - The text that is counted; the held-out text must follow it.
 * @param heldOut - The text that is predicted, each character from those before it.
 * @param order - n, the length of the n-grams: 5 predicts from four characters. An integer of at least 1.
 * @returns The mean negative log-likelihood of the held-out text, in nats per character (a code point).
 * @throws RangeError if a text is empty or the order is no such integer.
 *
 * @example
 * ```ts
 * import { wittenBellLoss } from "@unroll/tasks";
 *
 * const train = "the cat sat on the mat. ".repeat(40);
 * wittenBellLoss(train, "the cat sat on the mat.", 1); // => 2.1745
 * wittenBellLoss(train, "the cat sat on the mat.", 5); // => 0.0614
 * ```
 */
export function wittenBellLoss(train: string, heldOut: string, order: number): number {
  if (!Number.isInteger(order) || order < 1) {
    throw new RangeError(`wittenBellLoss: order must be an integer of at least 1; got ${order}.`);
  }
  if (train === "" || heldOut === "") {
    throw new RangeError(
      `wittenBellLoss: ${train === "" ? "train" : "heldOut"} must have characters; got an empty text.`,
    );
  }
  const ids = new Map<number, number>();
  const trainIds = characterIds(train, ids);
  const heldOutIds = characterIds(heldOut, ids);
  return interpolatedLoss(trainIds, heldOutIds, order, ids.size);
}

function interpolatedLoss(trainIds: Int32Array, heldOutIds: Int32Array, order: number, size: number): number {
  const grams = new GramTrie();

  // contexts[k] is the node of the last k characters, ABSENT if they were never seen; contexts[0] is the root.
  let contexts = new Int32Array(order + 1).fill(ABSENT);
  let next = new Int32Array(order + 1).fill(ABSENT);
  contexts[0] = ROOT;
  next[0] = ROOT;
  for (const c of trainIds) {
    for (let k = 0; k < order; k++) next[k + 1] = contexts[k] === ABSENT ? ABSENT : grams.count(contexts[k]!, c);
    [contexts, next] = [next, contexts];
  }

  let loss = 0;
  for (const c of heldOutIds) {
    let probability = 1 / size;
    for (let k = 0; k < order; k++) {
      const h = contexts[k]!;
      const child = h === ABSENT ? ABSENT : grams.find(h, c);
      next[k + 1] = child;
      if (h === ABSENT || grams.total(h) === 0) continue;
      const seen = child === ABSENT ? 0 : grams.occurrences(child);
      const distinct = grams.distinct(h);
      probability = (seen + distinct * probability) / (grams.total(h) + distinct);
    }
    loss -= Math.log(probability);
    [contexts, next] = [next, contexts];
  }
  return loss / heldOutIds.length;
}

const ROOT = 0;
const ABSENT = -1;

/** The characters of a text as numbers from 0, by first appearance; new ones are added to `ids`. */
function characterIds(text: string, ids: Map<number, number>): Int32Array {
  const out = new Int32Array(text.length);
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const codePoint = text.codePointAt(i)!;
    if (codePoint > 0xffff) i++;
    let id = ids.get(codePoint);
    if (id === undefined) {
      id = ids.size;
      ids.set(codePoint, id);
    }
    out[n++] = id;
  }
  return out.subarray(0, n);
}

/**
 * Every n-gram of a text as a node below its first n - 1 characters, with its count. The edges are in one hash table with open
 * addressing: a Map of numbers takes several times as long.
 */
class GramTrie {
  // Of each node: how often it occurred, how often it was followed by a character, and by how many different ones.
  #occurrences = new Int32Array(1024);
  #totals = new Int32Array(1024);
  #distinct = new Int32Array(1024);
  #nodes = 1; // the root
  // Of each slot of the table: the edge's two ends and its character. A child of 0 marks a free slot: the root is no child.
  #parents = new Int32Array(4096);
  #characters = new Int32Array(4096);
  #children = new Int32Array(4096);

  occurrences(node: number): number {
    return this.#occurrences[node]!;
  }

  total(node: number): number {
    return this.#totals[node]!;
  }

  distinct(node: number): number {
    return this.#distinct[node]!;
  }

  /** The child of a node, or ABSENT. */
  find(node: number, c: number): number {
    const child = this.#children[this.#slot(node, c)]!;
    return child === 0 ? ABSENT : child;
  }

  /** Counts one more occurrence of c below a node; the child, new or not. */
  count(node: number, c: number): number {
    const slot = this.#slot(node, c);
    let child = this.#children[slot]!;
    if (child === 0) {
      child = this.#nodes++;
      this.#parents[slot] = node;
      this.#characters[slot] = c;
      this.#children[slot] = child;
      if (child === this.#occurrences.length) this.#growNodes();
      this.#distinct[node]! += 1;
      if (this.#nodes * 2 > this.#children.length) this.#growTable();
    }
    this.#totals[node]! += 1;
    this.#occurrences[child]! += 1;
    return child;
  }

  /** The slot of an edge, or the free slot where it belongs. */
  #slot(node: number, c: number): number {
    const mask = this.#children.length - 1;
    let hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(c, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    while (this.#children[slot] !== 0 && (this.#parents[slot] !== node || this.#characters[slot] !== c)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #growNodes(): void {
    this.#occurrences = doubled(this.#occurrences);
    this.#totals = doubled(this.#totals);
    this.#distinct = doubled(this.#distinct);
  }

  #growTable(): void {
    const parents = this.#parents;
    const characters = this.#characters;
    const children = this.#children;
    this.#parents = new Int32Array(parents.length * 2);
    this.#characters = new Int32Array(parents.length * 2);
    this.#children = new Int32Array(parents.length * 2);
    children.forEach((child, old) => {
      if (child === 0) return;
      const slot = this.#slot(parents[old]!, characters[old]!);
      this.#parents[slot] = parents[old]!;
      this.#characters[slot] = characters[old]!;
      this.#children[slot] = child;
    });
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
