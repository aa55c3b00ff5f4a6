interface Node {
  // Most nodes have one child, and need no map.
  unit: number;
  child: Node | undefined;
  others: Map<number, Node> | undefined;
  value: number; // -1: no string ends here
}

// Vocabularies of today need less than a million nodes; a file of long tokens must not fill the memory.
const MOST_NODES = 4_000_000;
// Tokens of today have up to 128 units. A text may begin a long one at each of its places.
const LONGEST = 512;

/** What a file is told whose strings do not fit. */
export const TOO_LONG: string = `must have tokens of at most ${LONGEST} units that fit into ${MOST_NODES} nodes of a tree`;

/** Strings with a number each, found by their beginnings. */
export class Trie {
  readonly #root: Node = { unit: -1, child: undefined, others: undefined, value: -1 };
  #size = 0;

  /** Puts a string in; false if it is too long, or the strings are together. */
  add(string: string, value: number): boolean {
    if (string.length > LONGEST) return false;
    let node = this.#root;
    for (let i = 0; i < string.length; i++) {
      const unit = string.charCodeAt(i);
      let next = childOf(node, unit);
      if (next === undefined) {
        if (this.#size++ >= MOST_NODES) return false;
        next = { unit: -1, child: undefined, others: undefined, value: -1 };
        if (node.child === undefined) {
          node.unit = unit;
          node.child = next;
        } else {
          node.others ??= new Map();
          node.others.set(unit, next);
        }
      }
      node = next;
    }
    node.value = value;
    return true;
  }

  /** Visits the strings that stand at unit `from` of a text, short ones first, with their ends. */
  prefixes(text: string, from: number, visit: (to: number, value: number) => void): void {
    let node: Node | undefined = this.#root;
    for (let i = from; i < text.length; i++) {
      node = childOf(node, text.charCodeAt(i));
      if (node === undefined) return;
      if (node.value >= 0) visit(i + 1, node.value);
    }
  }

  /** The longest string that stands at unit `from` of a text: its end and its number. */
  longest(text: string, from: number): { to: number; value: number } | undefined {
    let to = -1;
    let value = -1;
    let node: Node | undefined = this.#root;
    for (let i = from; i < text.length; i++) {
      node = childOf(node, text.charCodeAt(i));
      if (node === undefined) break;
      if (node.value >= 0) {
        to = i + 1;
        value = node.value;
      }
    }
    return to < 0 ? undefined : { to, value };
  }
}

function childOf(node: Node, unit: number): Node | undefined {
  return node.unit === unit ? node.child : node.others?.get(unit);
}
