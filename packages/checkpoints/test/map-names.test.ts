import { expect, test } from "vitest";
import { CheckpointError, mapNames } from "../src/index.ts";

const dict = { "module.rnn.weight": 1, "module.rnn.bias": 2, "module.fc.weight": 3, step: 4 };

test("rules are applied to every name, one after the other", () => {
  const rules = [{ stripPrefix: "module." }, { from: /^rnn\./, to: "gru." }, { from: "fc.weight", to: "output" }];
  expect(mapNames(dict, rules)).toEqual({ "gru.weight": 1, "gru.bias": 2, output: 3, step: 4 });
  expect(Object.keys(dict)).toHaveLength(4);
});

test("a text is a whole name, a pattern what it matches", () => {
  expect(mapNames(dict, [{ from: "module", to: "x" }, { drop: "module.rnn" }])).toEqual(dict);
  expect(mapNames(dict, [{ from: /(\w+)\.(\w+)$/, to: "$2.$1" }])).toMatchObject({ "module.weight.rnn": 1, step: 4 });
  expect(mapNames(dict, [{ drop: /rnn/g }, { drop: "step" }])).toEqual({ "module.fc.weight": 3 });
});

test("what is dropped is in nobody's way", () => {
  expect(mapNames(dict, [{ drop: "step" }, { from: "module.rnn.bias", to: "step" }])).toMatchObject({ step: 2 });
});

test("two names that become one are an error that names both", () => {
  expect(() => mapNames(dict, [{ from: /rnn|fc/, to: "x" }])).toThrow(
    new CheckpointError(
      'mapNames: "module.rnn.weight" and "module.fc.weight" both become "module.x.weight"',
      "module.fc.weight",
    ),
  );
  expect(() => mapNames(dict, [{ from: "step", to: "__proto__" }])).toThrow('"step" may not become "__proto__"');
});

test("what is no rule is refused", () => {
  expect(() => mapNames(dict, { stripPrefix: "module." } as never)).toThrow("mapNames: rules must be a list of rules");
  for (const rule of [{ strip: "module." }, { from: "step" }, { from: 3, to: "x" }, null]) {
    expect(() => mapNames(dict, [{ drop: "step" }, rule as never])).toThrow(
      "mapNames: rules[1] must have stripPrefix, from and to, or drop",
    );
  }
});
