import { Rng } from "@unroll/random";
import { memory, OutOfMemoryError, tensor } from "@unroll/tensor";
import { CharacterTokenizer } from "@unroll/tokenizers";
import { describe, expect, test } from "vitest";
import { RecurrentLanguageModel, standardPreset } from "../src/index.ts";
import { bitsOf, smallModel } from "./fixtures.ts";

describe("RecurrentLanguageModel", () => {
  test("has PyTorch's names and shapes", () => {
    using model = smallModel("abcdefg", { numLayers: 2 });
    const shapes = Object.fromEntries(Object.entries(model.stateDict()).map(([name, weight]) => [name, weight.shape]));
    expect(shapes).toEqual({
      "embedding.weight": [7, 5],
      "recurrent.weight_ih_l0": [33, 5],
      "recurrent.weight_hh_l0": [33, 11],
      "recurrent.bias_ih_l0": [33],
      "recurrent.bias_hh_l0": [33],
      "recurrent.weight_ih_l1": [33, 11],
      "recurrent.weight_hh_l1": [33, 11],
      "recurrent.bias_ih_l1": [33],
      "recurrent.bias_hh_l1": [33],
      "output.weight": [7, 11],
      "output.bias": [7],
    });
  });

  test("takes the sizes of the standard preset, and one of its own", () => {
    using model = new RecurrentLanguageModel(CharacterTokenizer.train("ab"), { hiddenSize: 3 });
    expect(model.config).toEqual({ ...standardPreset.model, hiddenSize: 3 });
  });

  test("a text in two parts, the state carried, equals the text in one", () => {
    using model = smallModel("abcdefg", { numLayers: 2 });
    const ids = (text: string) => tensor(model.encode(text), { shape: [2, text.length / 2] });
    const whole = model.forward(ids("abcdebcdef"));
    const first = model.forward(ids("abcbcd"));
    const second = model.forward(ids("deef"), first.state);
    expect(second.state.hidden!.shape).toEqual([2, 2, 11]);
    expect(whole.logits.slice(1, 3).sub(second.logits).abs().max().item()).toBeLessThan(1e-6);
    expect(whole.state.hidden!.sub(second.state.hidden!).abs().max().item()).toBeLessThan(1e-6);
  });

  test("the same seed gives the same weights, another seed others", () => {
    using first = smallModel("abc", {}, 4);
    using same = smallModel("abc", {}, 4);
    using other = smallModel("abc", {}, 5);
    expect(bitsOf(same)).toEqual(bitsOf(first));
    expect(bitsOf(other)).not.toEqual(bitsOf(first));
  });

  test("names what is wrong with sizes and ids", () => {
    const tokenizer = CharacterTokenizer.train("abc");
    expect(() => new RecurrentLanguageModel(tokenizer, { hiddenSize: 0 }, { rng: new Rng(0) })).toThrow(
      "RecurrentLanguageModel: hiddenSize must be a positive integer; got 0",
    );
    using model = smallModel("abc");
    expect(() => model.forward(tensor(Int32Array.of(0, 1)))).toThrow(
      "RecurrentLanguageModel.forward: ids must have shape [batch, time]; got [2]",
    );
    expect(() => model.forward(tensor(Int32Array.of(0, 3), { shape: [1, 2] }))).toThrow("id 3 at position 1");
  });
});

test("a model that no memory holds is refused before any is taken", () => {
  const before = memory();
  for (const config of [{ numLayers: 100_000 }, { hiddenSize: 2 ** 40 }, { embeddingSize: 2 ** 52 }]) {
    expect(() => new RecurrentLanguageModel(CharacterTokenizer.train("abc"), config)).toThrow(OutOfMemoryError);
  }
  expect(memory()).toEqual(before);
});
