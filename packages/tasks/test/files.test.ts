import { memory } from "@unroll/tensor";
import { describe, expect, test } from "vitest";
import {
  CheckpointError,
  type CheckpointFiles,
  generateText,
  languageModelFiles,
  languageModelFromFiles,
} from "../src/index.ts";
import { seal } from "../src/training/sealed-json.ts";
import { bitsOf, smallModel } from "./fixtures.ts";

function filesOf(metrics: Record<string, number> = {}): CheckpointFiles {
  using model = smallModel("abcdefg\n", { numLayers: 2 });
  return languageModelFiles(model, { metrics });
}

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** The files with one of them changed as text. */
function edited(files: CheckpointFiles, name: string, edit: (text: string) => string): CheckpointFiles {
  return { ...files, [name]: new TextEncoder().encode(edit(textOf(files[name]))) };
}

function refuses(files: CheckpointFiles, message: string | RegExp): void {
  expect(() => languageModelFromFiles(files)).toThrow(CheckpointError);
  expect(() => languageModelFromFiles(files)).toThrow(message);
}

describe("languageModelFiles", () => {
  test("come back as the same model, bit for bit", async () => {
    using model = smallModel("abcdefg\n", { numLayers: 2 });
    using loaded = languageModelFromFiles(languageModelFiles(model));
    expect(bitsOf(loaded)).toEqual(bitsOf(model));
    expect(loaded.config).toEqual(model.config);
    expect(loaded.tokenizer.toJSON()).toEqual(model.tokenizer.toJSON());
    const options = { prompt: "bad", length: 30, temperature: 0 };
    expect(await generateText(loaded, options)).toBe(await generateText(model, options));
  });

  test("the same model gives the same bytes", () => {
    expect(filesOf()).toEqual(filesOf());
  });

  test("say what is known of the model, for programs and for people", () => {
    const files = filesOf({ heldOutLoss: 1.54321 });
    expect(JSON.parse(textOf(files["config.json"]))).toMatchObject({
      format: "unroll-language-model",
      version: 2,
      model: { kind: "recurrent", cell: "gru", embeddingSize: 5, hiddenSize: 11, numLayers: 2 },
      metrics: { heldOutLoss: 1.54321 },
    });
    expect(textOf(files["README.md"])).toContain("heldOutLoss: 1.54321");
    expect(textOf(files["README.md"])).toContain("loadLanguageModel");
  });
});

describe("languageModelFromFiles refuses", () => {
  test("missing files", () => {
    for (const name of ["config.json", "model.safetensors", "tokenizer.json"]) {
      const { [name]: _, ...others } = filesOf();
      refuses(others, `${name} is missing`);
    }
  });

  test("files cut off anywhere", () => {
    const files = filesOf();
    for (const name of ["config.json", "model.safetensors", "tokenizer.json"]) {
      const bytes = files[name]!;
      for (const length of [0, 1, bytes.length >> 1, bytes.length - 2])
        refuses({ ...files, [name]: bytes.slice(0, length) }, name);
    }
  });

  test("any changed byte", () => {
    const files = filesOf({ steps: 100 });
    for (const name of ["config.json", "model.safetensors", "tokenizer.json"]) {
      const bytes = files[name]!;
      const stride = Math.max(1, Math.floor(bytes.length / 150));
      for (let at = 0; at < bytes.length - 1; at += stride) {
        // White space between the fields of config.json is nobody's content.
        if (name === "config.json" && /\s/.test(String.fromCharCode(bytes[at]!))) continue;
        const changed = bytes.slice();
        changed[at]! ^= 1;
        refuses({ ...files, [name]: changed }, name);
      }
    }
  });

  test("other formats and versions, by name", () => {
    const files = filesOf();
    refuses(
      edited(files, "config.json", (text) => text.replace('"version": 2', '"version": 1')),
      "reads version 2 of unroll-language-model; got version 1",
    );
    refuses(
      edited(files, "config.json", (text) => text.replace("unroll-language-model", "other")),
      'config.json: format must be "unroll-language-model"; got "other"',
    );
    refuses(
      edited(files, "config.json", () => "[]"),
      "config.json: must hold a JSON object",
    );
    refuses(
      edited(files, "config.json", () => "null"),
      "config.json: must hold a JSON object",
    );
  });

  test("sizes that the weights do not have, before any memory is taken", () => {
    const files = filesOf();
    const { crc32: _, files: __, ...content } = JSON.parse(textOf(files["config.json"]));
    const parts = { "model.safetensors": files["model.safetensors"]!, "tokenizer.json": files["tokenizer.json"]! };
    const saying = (model: object, tokenizer = "characters") => ({
      ...files,
      "config.json": seal({ ...content, model: { ...content.model, ...model }, tokenizer }, parts),
    });
    const before = memory();
    for (const size of [
      { hiddenSize: 2 ** 40 },
      { numLayers: 2 ** 50 },
      { embeddingSize: 6 },
      { cell: "rnn" },
      { tied: true },
    ]) {
      refuses(
        saying(size),
        /model\.safetensors: a model of the sizes in config\.json and 8 tokens has \d.* weights; got 1522/,
      );
    }
    refuses(saying({ kind: "window", context: 2 ** 30 }), "weights; got 1522");
    expect(memory()).toEqual(before);
    refuses(
      saying({ cell: "constructor" }),
      'config.json: model: cell must be "rnn" or "gru" or "lstm"; got "constructor"',
    );
    refuses(
      saying({ kind: "transformer" }),
      'config.json: model: kind must be "recurrent" or "window"; got "transformer"',
    );
    refuses(saying({ dropout: 1 }), "config.json: model: dropout must be from 0 to less than 1; got 1");
    refuses(saying({ tied: 1 }), "config.json: model: tied must be true or false; got 1");
    refuses(saying({ hiddenSize: -1 }), "config.json: model: hiddenSize must be an integer of at least 1; got -1");
    refuses(saying({}, "bytes"), 'config.json: tokenizer must be "characters" or "tokens"; got "bytes"');
  });

  test("files of two models mixed", () => {
    const files = filesOf();
    using other = smallModel("abcdefg\n", { numLayers: 2 }, 99);
    refuses(
      { ...files, "model.safetensors": languageModelFiles(other)["model.safetensors"]! },
      "the file was changed, or belongs to another checkpoint",
    );
  });
});
