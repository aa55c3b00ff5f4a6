import { encodeNpz } from "@unroll/checkpoints";
import { manualSeed, type StateDict, tensor } from "@unroll/tensor";
import { describe, expect, test, vi } from "vitest";
import { readData } from "../src/data.ts";
import { compare } from "../src/g2p-checkpoint/agreement.ts";
import { checkpoint, expected } from "../src/g2p-checkpoint/files.ts";
import { GraphemeToPhoneme } from "../src/g2p-checkpoint/model.ts";
import { normalize, phonemes } from "../src/g2p-checkpoint/symbols.ts";
import { main } from "../src/main.ts";
import { folderWith } from "./test-data.ts";

const folder = folderWith(checkpoint);

describe.skipIf(folder === undefined)(`the third party's model (needs ${checkpoint.path})`, () => {
  const load = (): GraphemeToPhoneme => {
    const model = new GraphemeToPhoneme();
    model.load(readData(checkpoint, folder as string));
    return model;
  };

  test("says all 300 words as the origin does, with its hidden states and logits", () => {
    using model = load();
    const agreement = compare(model, readData(expected, folder as string));
    expect(agreement).toMatchObject({ words: 300, different: [], withNumbers: 12 });
    expect(agreement.hidden).toBeLessThan(1e-4);
    expect(agreement.logits).toBeLessThan(1e-4);
  });

  // By the origin's numpy code.
  test.each([
    ["o'clock", "OW1 K L AA2 K"],
    ["hypermarket's", "HH AY1 P ER0 M AO2 R T IH0 K S"],
    ["r-o-c-k", "R OW1 K"],
    ["", "IY1 JH IY1 AH0 L"],
  ])("says %j, with graphemes that it does not know, as the origin does", (word, spoken) => {
    using model = load();
    expect(model.pronounce(word).phonemes.join(" ")).toBe(spoken);
  });

  test("is asked on the command line", async () => {
    const lines: string[] = [];
    const data = ["--data", folder as string];
    expect(await main(["g2p-checkpoint", "activationist", "Zoë", ...data], (line) => lines.push(line))).toBe(0);
    expect(lines).toEqual(["activationist\tAE2 K T IH0 V EY1 SH AH0 N IH0 S T", "Zoë\tZ OW1"]);
  });
});

test("an untrained model stops after 20 phonemes", () => {
  manualSeed(1);
  using model = new GraphemeToPhoneme();
  const spoken = model.pronounce("word");
  expect(spoken.phonemes.length).toBe(20);
  expect(spoken.phonemes.every((phoneme) => phonemes.includes(phoneme))).toBe(true);
  expect([spoken.encoderHidden.length, spoken.firstLogits.length]).toEqual([256, 74]);
});

test("another model's file is refused", () => {
  using model = new GraphemeToPhoneme();
  const other: StateDict = { fc_b: tensor([1, 2]), decoder: tensor([1]) };
  expect(() => model.load(encodeNpz(other))).toThrow(
    /nothing was loaded: missing encoderEmbedding\.weight, .*; unexpected decoder; projection\.bias must be float32 \[74\], got float32 \[2\]/,
  );
});

test("words are prepared as in the origin", () => {
  expect(["Zoë", "DON'T", "naïve!", "x86", "ﬁn"].map(normalize)).toEqual(["zoe", "don't", "naive!", "x", "n"]);
});

test("what is called wrongly is told in one line", async () => {
  const error = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(await main(["g2p-checkpoint"], () => {})).toBe(2);
  expect(await main(["g2p-checkpoint", "--chek"], () => {})).toBe(2);
  expect(await main(["g2p-checkpoint", "word", "--data", "nowhere"], () => {})).toBe(1);
  expect(error.mock.calls.map(([line]) => line)).toEqual([
    "error: name words, or --check\n",
    "error: unknown option '--chek'; did you mean --check?\n",
    expect.stringMatching(/nowhere.*checkpoint20\.npz is not there; it comes from https[^\n]*\n$/),
  ]);
});
