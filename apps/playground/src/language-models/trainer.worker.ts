import { expose } from "comlink";
import type { ModelSize, TrainerApi, TrainerEvent } from "./protocol.ts";

// A stand-in until the packages below are finished.
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const texts: [number, string][] = [
  [0, "xq&;Wz kE(u\nPb,jR!y3)T—vo 'hC.\"dG? wI-f;aN\nLmZQ]ks:Y _eU0*r xtD:BJ\nfn;M,i pO(zc'XgH8!A q?S-v w&y)Kj"],
  [
    1,
    " tae  hoo  nthe s et an  o eer thi dn ss ahe  tou te oan hr in\nlhe tee s  ao nt dn  whe ara he ot  he sn the tor an",
  ],
  [
    3,
    " the the sere the and of the ware and the somere of the ther and in the seas and the\nwhele shis and the prand of the the ale, and on the shile",
  ],
  [
    6,
    ' the ship was the sea in the whale of the same that the captain and the\nstands of the boat, and so the sailors were a strange of the deep,\nsaid the mate; "but that is the sort of the whale," and the old\nman was still upon the deck.',
  ],
  [
    10,
    ' and seemed to be the great whale of the world, that was the\nstrange sort of the sailor\'s hand, and the old man stood in the\nbows of the boat as if he had been a captain.\n\n"What is that?" said Stubb, "the white whale is not so much as a\nship that sails in the morning; there he goes--there he blows!" And\nwith that he turned to the mast, and the sea rolled on as it had\nrolled before the first of men had seen it.',
  ],
];
let emit: (event: TrainerEvent) => void = () => {};
let temperature = 0.8;
let paused: { promise: Promise<void>; resolve: () => void } | null = null;
let token = 0;

const api: TrainerApi = {
  async open(send, t) {
    emit = send;
    temperature = t;
    emit({
      type: "corpus",
      corpus: { name: "Moby Dick", characters: 1238567, heldOutCharacters: 123857, vocabularySize: 84 },
    });
    await wait(800);
    emit({ type: "baselines", baselines: { unigram: 3.12, fiveGram: 1.547 } });
  },
  async train(size: ModelSize) {
    const mine = ++token;
    paused?.resolve();
    paused = null;
    emit({
      type: "start",
      size,
      parameters: size === "small" ? 92_372 : 271_956,
      steps: 1000,
      charactersPerStep: 4096,
    });
    void (async () => {
      const speed = 6;
      let step = 0;
      let stage = 0;
      emit({ type: "evaluation", step, loss: 4.43, seconds: 0 });
      emit({ type: "sample", sample: { step, heldOutLoss: 4.43, temperature, prompt: "Call me", text: texts[0]![1] } });
      while (step < 1000) {
        await wait(60);
        if (paused) {
          emit({ type: "paused" });
          await (paused as { promise: Promise<void> }).promise;
          if (mine !== token) return;
          emit({ type: "continued" });
        }
        if (mine !== token) return;
        const steps: number[] = [];
        const losses: number[] = [];
        for (let i = 0; i < speed; i++) {
          step++;
          steps.push(step);
          losses.push(1.42 + 3 * Math.exp(-step / 45) + 0.85 * Math.exp(-step / 330) + 0.05 * (Math.random() - 0.5));
        }
        emit({
          type: "progress",
          steps,
          losses,
          seconds: step / 11,
          charactersPerSecond: 41_000 + 3000 * Math.random(),
        });
        if (step % 60 < speed) {
          stage++;
          const loss = 1.5 + 2.9 * Math.exp(-step / 45) + 0.8 * Math.exp(-step / 330);
          emit({ type: "evaluation", step, loss, seconds: step / 11 });
          const text = texts.filter(([at]) => at <= stage).at(-1)![1];
          emit({ type: "sample", sample: { step, heldOutLoss: loss, temperature, prompt: "Call me", text } });
        }
      }
      emit({ type: "finished" });
    })();
  },
  async pause() {
    if (paused) return;
    let resolve = (): void => {};
    const promise = new Promise<void>((r) => {
      resolve = r;
    });
    paused = { promise, resolve };
  },
  async continue() {
    paused?.resolve();
    paused = null;
  },
  async setTemperature(t) {
    temperature = t;
  },
  async write(prompt, length, onText) {
    if (/[^\x20-\x7e\n]/.test(prompt)) throw new Error(`The book never uses the character “ß”.`);
    for (const character of texts[4]![1].slice(0, length)) {
      await wait(8);
      onText(character);
    }
  },
  async stopWriting() {},
};
expose(api);
