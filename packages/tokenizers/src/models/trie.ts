interface Node {
  readonly children: Map<number, Node>;
  value: number; // -1: no string ends here
}

/** Strings with a number each, found by their beginnings. */
export class Trie {
  readonly #root: Node = { children: new Map(), value: -1 };

  add(string: string, value: number): void {
    let node = this.#root;
    for (let i = 0; i < string.length; i++) {
      const unit = string.charCodeAt(i);
      let child = node.children.get(unit);
      if (child === undefined) {
        child = { children: new Map(), value: -1 };
        node.children.set(unit, child);
      }
      node = child;
    }
    node.value = value;
  }

  /** Visits the strings that stand at unit `from` of a text, short ones first, with their ends. */
  prefixes(text: string, from: number, visit: (to: number, value: number) => void): void {
    let node: Node | undefined = this.#root;
    for (let i = from; i < text.length; i++) {
      node = node.children.get(text.charCodeAt(i));
      if (node === undefined) return;
      if (node.value >= 0) visit(i + 1, node.value);
    }
  }
}
