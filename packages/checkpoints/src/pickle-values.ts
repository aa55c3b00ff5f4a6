/**
 * What a pickle holds, without anything that Python would run. Lists are arrays; whole numbers that no `number` holds are
 * bigints.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleValue[]
  | PickleTuple
  | PickleDict
  | PickleGlobal
  | PickleObject;

export class PickleTuple {
  readonly items: readonly PickleValue[];

  constructor(items: readonly PickleValue[]) {
    this.items = items;
  }
}

/** A dict, or with `isOrdered` a collections.OrderedDict. Its keys are those that a path can name. */
export class PickleDict {
  readonly entries: Map<string | number, PickleValue> = new Map();
  readonly isOrdered: boolean;

  constructor(isOrdered = false) {
    this.isOrdered = isOrdered;
  }
}

/** What stands in the place of a call: it gives a value, or refuses what Python's would fail on. */
export type PickleCall = (args: readonly PickleValue[], refuse: (problem: string) => never) => PickleValue;

/** A function or class of Python that is known here: its name, and what stands in its place when it is called. */
export class PickleGlobal {
  /** Such as `collections.OrderedDict`. */
  readonly path: string;
  /** Absent for what is only named. */
  readonly call: PickleCall | undefined;

  constructor(path: string, call?: PickleCall) {
    this.path = path;
    this.call = call;
  }
}

/** What calls and persistent ids give, such as a description of a tensor. */
export interface PickleObject {
  /** As messages name it. */
  readonly kind: string;
}
