import { Rng } from "@unroll/random";
import { byteTokenizer, trainBPE, trainWordLevel } from "@unroll/tokenizers";
import { describe, expect, test } from "vitest";
import { StopStrings } from "../../src/decoding/stop-strings.ts";
import { TextStream } from "../../src/decoding/text-stream.ts";

const text = "naïve café, 東京 👩‍🚀 and 👍🏽; ﻿then plain text once more. ".repeat(3);

describe("TextStream", () => {
  test.each([
    ["bytes", byteTokenizer()],
    ["subwords", trainBPE([text], { merges: 30 })],
  ])("of %s gives whole characters, and all of them", (_, tokenizer) => {
    const { ids } = tokenizer.encode(text);
    const stream = new TextStream((some) => tokenizer.decode(some));
    const pieces = Array.from(ids, (id) => stream.push(id));
    expect(pieces.join("")).toBe(text);
    expect(pieces.join("|")).not.toContain("\ufffd");
    expect(pieces.filter((piece) => piece === "").length).toBeGreaterThan(0);
    for (const piece of pieces) expect(piece).not.toMatch(/[\ud800-\udfff]/u);
  });

  test("words after a prompt get the space between", () => {
    const tokenizer = trainWordLevel(["call me Ishmael now"]);
    const stream = new TextStream((ids) => tokenizer.decode(ids), tokenizer.encode("call me").ids);
    const pieces = Array.from(tokenizer.encode("Ishmael now").ids, (id) => stream.push(id));
    expect(pieces).toEqual([" Ishmael", " now"]);
  });

  test("bytes that are no text come out as U+FFFD when that is certain, and hold nothing up", () => {
    const tokenizer = byteTokenizer();
    const rng = new Rng(4);
    const ids = Int32Array.from({ length: 2000 }, () =>
      rng.integer(2) === 0 ? 0x80 + rng.integer(0x80) : rng.integer(0x80),
    );
    ids[1999] = 0x41;
    const stream = new TextStream((some) => tokenizer.decode(some));
    let all = "";
    ids.forEach((id, i) => {
      all += stream.push(id);
      expect(tokenizer.decode(ids.subarray(0, i + 1)).length - all.length).toBeLessThanOrEqual(1);
    });
    expect(all).toBe(tokenizer.decode(ids));
  });
});

describe("StopStrings", () => {
  /** What comes out of a text in pieces. */
  function until(stops: string[], pieces: string[]): { out: string; stopped: boolean } {
    const watch = new StopStrings(stops);
    let out = "";
    for (const piece of pieces) out += watch.push(piece);
    const { stopped } = watch;
    return { out: out + watch.flush(), stopped };
  }

  test("in whatever pieces: all before the first, nothing of it", () => {
    const rng = new Rng(8);
    for (let i = 0; i < 2000; i++) {
      const letters = (length: number): string => Array.from({ length }, () => "ab"[rng.integer(2)]).join("");
      const whole = letters(12);
      const stops = Array.from({ length: rng.integer(4) }, () => letters(1 + rng.integer(5)));
      const pieces = whole.split(rng.integer(2) === 0 ? "" : /(?<=b)/);
      // As if read letter by letter: the first time that the text ends with one of them, the longest.
      let expected = whole;
      for (let end = 0; end <= whole.length && expected === whole; end++) {
        const ending = stops.filter((stop) => whole.slice(0, end).endsWith(stop)).map((stop) => stop.length);
        if (ending.length > 0) expected = whole.slice(0, end - Math.max(...ending));
      }
      expect(until(stops, pieces)).toEqual({ out: expected, stopped: expected !== whole });
    }
  });

  test("holds back no more than it must", () => {
    const watch = new StopStrings(["\n\n", "THE END"]);
    expect(["a", "\n", "b", "\n", "THE", " ", "E", "x", "THE END!", "y"].map((piece) => watch.push(piece))).toEqual([
      ...["a", "", "\nb", "", "\n", "", "", "THE Ex", "", ""],
    ]);
    expect(watch.stopped).toBe(true);
  });
});
