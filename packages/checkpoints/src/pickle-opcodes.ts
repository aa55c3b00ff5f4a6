import type { PickleMachine } from "./pickle.ts";
import { PickleDict, PickleTuple } from "./pickle-values.ts";

type Operation = (machine: PickleMachine) => void;

/** The newest protocol that is read. */
const MAX_PROTOCOL = 5;

/**
 * The operations of protocols 2 to 5 that build plain containers, by their codes; the end is not among them. Those that
 * would make objects in other ways are refused by name, and what is not here, by its code.
 */
export const opcodes: Readonly<Record<number, Operation>> = {
  128: (machine) => {
    const protocol = machine.uint8();
    if (protocol < 2 || protocol > MAX_PROTOCOL) {
      machine.refuse(`must be of protocol 2 to ${MAX_PROTOCOL}; got ${protocol}`);
    }
  },
  // FRAME: how many bytes to read at once
  149: (machine) => {
    machine.uint64();
  },

  // NONE, NEWTRUE, NEWFALSE
  78: (machine) => machine.push(null),
  136: (machine) => machine.push(true),
  137: (machine) => machine.push(false),
  // BININT1, BININT2, BININT, LONG1, LONG4, BINFLOAT
  75: (machine) => machine.push(machine.uint8()),
  77: (machine) => machine.push(machine.uint16()),
  74: (machine) => machine.push(machine.int32()),
  138: (machine) => machine.push(machine.integer(machine.uint8())),
  139: (machine) => machine.push(machine.integer(machine.uint32())),
  71: (machine) => machine.push(machine.float64()),
  // SHORT_BINUNICODE, BINUNICODE, BINUNICODE8, and Python 2's SHORT_BINSTRING, BINSTRING
  140: (machine) => machine.push(machine.text(machine.uint8())),
  88: (machine) => machine.push(machine.text(machine.uint32())),
  141: (machine) => machine.push(machine.text(machine.uint64())),
  85: (machine) => machine.push(machine.text(machine.uint8())),
  84: (machine) => machine.push(machine.text(machine.uint32())),

  // MARK, POP_MARK, POP
  40: (machine) => machine.mark(),
  49: (machine) => {
    machine.popToMark();
  },
  48: (machine) => {
    machine.pop();
  },
  // EMPTY_TUPLE, TUPLE1, TUPLE2, TUPLE3, TUPLE
  41: (machine) => machine.push(new PickleTuple([])),
  133: (machine) => machine.push(new PickleTuple([machine.pop()])),
  134: (machine) => {
    const last = machine.pop();
    machine.push(new PickleTuple([machine.pop(), last]));
  },
  135: (machine) => {
    const last = machine.pop();
    const middle = machine.pop();
    machine.push(new PickleTuple([machine.pop(), middle, last]));
  },
  116: (machine) => machine.push(new PickleTuple(machine.popToMark())),
  // EMPTY_LIST, LIST, APPEND, APPENDS
  93: (machine) => machine.push([]),
  108: (machine) => machine.push(machine.popToMark()),
  97: (machine) => machine.append([machine.pop()]),
  101: (machine) => machine.append(machine.popToMark()),
  // EMPTY_DICT, DICT, SETITEM, SETITEMS
  125: (machine) => machine.push(new PickleDict()),
  100: (machine) => {
    const items = machine.popToMark();
    machine.push(new PickleDict());
    machine.setItems(items);
  },
  115: (machine) => {
    const value = machine.pop();
    machine.setItems([machine.pop(), value]);
  },
  117: (machine) => machine.setItems(machine.popToMark()),

  // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET
  113: (machine) => machine.remember(machine.uint8()),
  114: (machine) => machine.remember(machine.uint32()),
  148: (machine) => machine.remember(machine.remembered),
  104: (machine) => machine.recall(machine.uint8()),
  106: (machine) => machine.recall(machine.uint32()),

  // GLOBAL, STACK_GLOBAL, INST: all by the list of what is allowed
  99: (machine) => {
    const module = machine.line();
    machine.global(module, machine.line());
  },
  147: (machine) => {
    const name = machine.pop();
    const module = machine.pop();
    if (typeof module !== "string" || typeof name !== "string") return machine.refuse("names a global that is no text");
    machine.global(module, name);
  },
  105: (machine) => {
    const module = machine.line();
    machine.global(module, machine.line());
    machine.refuse("has the operation INST, which is not allowed");
  },
  // REDUCE, BUILD, BINPERSID
  82: (machine) => machine.call(),
  98: (machine) => machine.build(),
  81: (machine) => machine.persistent(),

  111: (machine) => machine.refuse("has the operation OBJ, which is not allowed"),
  129: (machine) => machine.refuse("has the operation NEWOBJ, which is not allowed"),
  146: (machine) => machine.refuse("has the operation NEWOBJ_EX, which is not allowed"),
  130: (machine) => machine.refuse("has the operation EXT1, which is not allowed"),
  131: (machine) => machine.refuse("has the operation EXT2, which is not allowed"),
  132: (machine) => machine.refuse("has the operation EXT4, which is not allowed"),
  80: (machine) => machine.refuse("has the operation PERSID, which is not allowed"),
};
