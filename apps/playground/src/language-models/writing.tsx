import { proxy, type Remote } from "comlink";
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Leaf } from "./leaf.tsx";
import type { TrainerApi } from "./protocol.ts";
import { sentence } from "./use-training.ts";

interface Passage {
  prompt: string;
  text: string;
}

const passageLength = 400;

/** A prompt of the reader's own, and how the model goes on from it. */
export function Writing({ trainer, ready }: { trainer: Remote<TrainerApi>; ready: boolean }): JSX.Element {
  const [prompt, setPrompt] = useState("The whale");
  const [passage, setPassage] = useState<Passage | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const id = useId();

  const write = async (start: Passage): Promise<void> => {
    setError(null);
    setPassage(start);
    setBusy(true);
    try {
      let text = start.text;
      await trainer.write(
        start.prompt + start.text,
        passageLength,
        proxy((more) => {
          text += more;
          setPassage({ prompt: start.prompt, text });
        }),
      );
    } catch (reason) {
      setError(sentence(reason));
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
            {busy ? (
              <button type="button" class="button button-main" onClick={() => void trainer.stopWriting()}>
                Stop
              </button>
            ) : (
              <button type="submit" class="button button-main" disabled={!ready}>
                Write
              </button>
            )}
            <button
              type="button"
              class="button"
              disabled={!ready || busy || passage === null || passage.text === ""}
              onClick={() => passage && void write(passage)}
            >
              Write more
            </button>
          </div>
          <p class="writing-note" role="status">
            {error ?? (ready ? "" : "Press Train first: so far there is no model that could write.")}
          </p>
        </form>
      </div>
      <Leaf
        heads={["From your beginning", ""]}
        prompt={passage?.prompt ?? prompt}
        text={passage?.text ?? " …"}
        label="The model’s continuation"
        writing={busy}
      />
    </section>
  );
}
