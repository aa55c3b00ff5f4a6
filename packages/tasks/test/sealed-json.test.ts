import { encodeSafetensors } from "@unroll/checkpoints";
import { zeros } from "@unroll/tensor";
import { expect, test } from "vitest";
import { CheckpointError, type CheckpointFiles, languageModelFiles, languageModelFromFiles } from "../src/index.ts";
import { seal } from "../src/training/sealed-json.ts";
import { smallModel } from "./fixtures.ts";

/** A model's files whose config.json somebody forged with a right checksum. */
function forged(model: unknown, weights?: Uint8Array): CheckpointFiles {
  using small = smallModel("abc");
  const files = languageModelFiles(small);
  const parts = {
    "model.safetensors": weights ?? files["model.safetensors"]!,
    "tokenizer.json": files["tokenizer.json"]!,
  };
  return {
    ...parts,
    "config.json": seal({ format: "unroll-language-model", version: 2, tokenizer: "characters", model }, parts),
  };
}

function refuses(files: CheckpointFiles, message: string): void {
  expect(() => languageModelFromFiles(files)).toThrow(CheckpointError);
  expect(() => languageModelFromFiles(files)).toThrow(message);
}

const sizes = {
  kind: "recurrent",
  cell: "gru",
  embeddingSize: 5,
  hiddenSize: 11,
  numLayers: 1,
  dropout: 0,
  tied: false,
};

test("a forged config.json asks for no memory that the weights do not fill", () => {
  refuses(forged({ ...sizes, hiddenSize: 1e9 }), "a model of the sizes in config.json and 3 tokens has");
  refuses(forged({ ...sizes, numLayers: 1e15 }), "a model of the sizes in config.json and 3 tokens has");
});

test("fields that are missing or of another type are named", () => {
  refuses(forged(undefined), "config.json: model must be an object");
  refuses(forged({ ...sizes, cell: "qrnn" }), 'config.json: model: cell must be "rnn" or "gru" or "lstm"; got "qrnn"');
  refuses(
    forged({ ...sizes, hiddenSize: "11" }),
    'config.json: model: hiddenSize must be an integer of at least 1; got "11"',
  );
  refuses(forged({ ...sizes, hiddenSize: 0 }), "hiddenSize must be an integer of at least 1; got 0");
});

test("as many weights in other shapes are named", () => {
  const count = 3 * 5 + 3 * 11 * (5 + 11 + 2) + 3 * 12;
  refuses(
    forged(sizes, encodeSafetensors({ weight: zeros([count]) })),
    "the weights do not fit config.json (loadStateDict: ",
  );
});

test("a config.json that lists no files is refused", () => {
  using small = smallModel("abc");
  const files = languageModelFiles(small);
  const config = seal({ format: "unroll-language-model", version: 2, tokenizer: "characters", model: sizes }, {});
  refuses({ ...files, "config.json": config }, "config.json: files must list model.safetensors");
});
