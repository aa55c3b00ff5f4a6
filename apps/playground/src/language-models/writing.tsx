import { proxy, type Remote } from "comlink";
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { sentence } from "../training/failure.ts";
import { Leaf } from "./leaf.tsx";
import type { TrainerApi } from "./protocol.ts";
import { useReveal } from "./use-reveal.ts";

interface Passage {
  prompt: string;
  text: string;
}

const passageLength = 400;
/** The model reads at most so many of the last characters before it writes more: its memory reaches no further. */
const rereadLength = 1_000;

interface WritingProps {
  trainer: Remote<TrainerApi>;
  /** Whether there is a model. */
  ready: boolean;
  temperature: number;
}

/** A prompt of the reader's own, and how the model goes on from it. */
export function Writing({ trainer, ready, temperature }: WritingProps): JSX.Element {
  const [prompt, setPrompt] = useState("The whale");
  const [passage, setPassage] = useState<Passage | null>(null);
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState<string | null>(null);
  const id = useId();
  const shown = useReveal(passage?.text.length ?? 0);
  const typing = passage !== null && (busy || shown < passage.text.length);

  const write = async (start: Passage): Promise<void> => {
    setNote(null);
    setPassage(start);
    setBusy(true);
    let heard = start.text;
    let whole = false;
    try {
      const written = await trainer.write(
        (start.prompt + start.text).slice(-rereadLength),
        passageLength,
        proxy((more) => {
          if (whole) return;
          heard += more;
          setPassage({ prompt: start.prompt, text: heard });
        }),
      );
      whole = true;
      const text = start.text + written;
      setPassage({ prompt: start.prompt, text });
      setNote(`${text.length} characters, the last of them at temperature ${temperature.toFixed(1)}.`);
    } catch (reason) {
      setNote(sentence(reason));
    } finally {
      setBusy(false);
    }
  };

  return (
    <section class="writing" id="writing" tabIndex={-1} aria-labelledby={`${id}-title`}>
      <div class="writing-side">
        <h2 id={`${id}-title`}>Your turn</h2>
        <p>
          Begin a sentence and let the model go on, one character at a time. It can do so at any moment of its training;
          the training waits while it writes.
        </p>
        <form
          class="writing-form"
          onSubmit={(event) => {
            event.preventDefault();
            void write({ prompt, text: "" });
          }}
        >
          <label for={`${id}-prompt`}>Beginning</label>
          <input
            id={`${id}-prompt`}
            class="field"
            type="text"
            autocomplete="off"
            spellcheck={false}
            maxLength={200}
            value={prompt}
            onInput={(event) => setPrompt(event.currentTarget.value)}
          />
          <div class="writing-buttons">
            <button type="submit" class="button button-main" disabled={!ready || typing}>
              Write
            </button>
            <button
              type="button"
              class="button"
              disabled={!ready || typing || passage === null || passage.text === ""}
              onClick={() => passage && void write(passage)}
            >
              Write more
            </button>
          </div>
          <p class="writing-note" role="status">
            {note ?? (ready ? "" : "Press Train first: so far there is no model that could write.")}
          </p>
        </form>
      </div>
      <Leaf
        heads={["From your beginning", ""]}
        prompt={passage?.prompt ?? prompt}
        text={passage === null ? " …" : passage.text.slice(0, shown)}
        label="The model’s continuation"
        writing={typing}
        follow
      />
    </section>
  );
}
