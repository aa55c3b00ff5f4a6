import { expect, test } from "vitest";
import type { Moment, Setup, TrainerEvent } from "../../src/window-model/protocol.ts";
import { Trainer } from "../../src/window-model/trainer.ts";

const book = async () => ({ name: "A small book", text: "the sea is the sea, and the ship sails on. ".repeat(60) });

async function finish(setup: Setup): Promise<{ trainer: Trainer; events: TrainerEvent[]; moments: Moment[] }> {
  const events: TrainerEvent[] = [];
  const trainer = new Trainer(book, { steps: 60, stepsPerMoment: 20 });
  await new Promise<void>((resolve, reject) => {
    const opened = trainer.open((event) => {
      events.push(event);
      if (event.type === "finished") resolve();
      if (event.type === "failed") reject(new Error(event.message));
    }, setup);
    void opened.then(() => trainer.continue());
  });
  return { trainer, events, moments: events.flatMap((event) => (event.type === "moment" ? [event.moment] : [])) };
}

test.each<Setup>([
  { unit: "characters", context: 5, text: null },
  { unit: "words", context: 3, text: null },
])("a window over $context $unit learns, moves its map and says what comes next", async (setup) => {
  const { trainer, moments } = await finish(setup);
  expect(moments.map(({ step }) => step)).toEqual([0, 20, 40, 60]);
  expect(moments.at(-1)!.loss).toBeLessThan(0.5 * moments[0]!.loss);
  expect(moments.at(-1)!.map.map(({ token }) => token)).toEqual(moments[0]!.map.map(({ token }) => token));
  expect(moments.at(-1)!.map).not.toEqual(moments[0]!.map);
  const look = await trainer.look(10);
  expect(look?.embeddings).toHaveLength(setup.context);
  expect(look?.hidden.every((value) => Math.abs(value) <= 1)).toBe(true);
  expect(look!.next[0]!.probability).toBeGreaterThanOrEqual(look!.next[1]!.probability);
  expect(look!.next.reduce((sum, { probability }) => sum + probability, 0)).toBeLessThan(1.0001);
});

test("too short a text is refused in a sentence", async () => {
  await expect(finish({ unit: "characters", context: 3, text: "Call me." })).rejects.toThrow(
    "paste at least 500 characters",
  );
});
