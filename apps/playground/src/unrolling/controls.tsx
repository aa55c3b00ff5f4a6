import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Choice } from "../training/choice.tsx";
import { hiddenSizes, type Setup, textLengths } from "./protocol.ts";

interface ControlsProps {
  setup: Setup;
  onSetup(setup: Setup): void;
}

const sizeOptions = hiddenSizes.map((value) => ({ value, title: String(value) }));
const feedingOptions = [
  { value: "text", title: "the text", note: "teacher forcing" },
  { value: "guess", title: "its own guess" },
] as const;

/** The text, the size of the state, and what the network reads. */
export function Controls({ setup, onSetup }: ControlsProps): JSX.Element {
  const [text, setText] = useState(setup.text);
  const id = useId();
  const short = [...text].length < textLengths.least;
  return (
    <div class="controls">
      <div class="text-choice">
        <label for={id}>Text</label>
        <input
          id={id}
          class="field"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxLength={textLengths.most}
          size={textLengths.most}
          value={text}
          aria-invalid={short}
          aria-describedby={`${id}-hint`}
          onInput={(event) => {
            const written = event.currentTarget.value;
            setText(written);
            if ([...written].length >= textLengths.least) onSetup({ ...setup, text: written });
          }}
        />
        <span class="text-hint" id={`${id}-hint`}>
          {textLengths.least} to {textLengths.most} characters
        </span>
      </div>
      <Choice
        legend="Units"
        options={sizeOptions}
        value={setup.hiddenSize}
        onChange={(hiddenSize) => onSetup({ ...setup, hiddenSize })}
      />
      <Choice
        legend="It reads"
        options={feedingOptions}
        value={setup.feeding}
        onChange={(feeding) => onSetup({ ...setup, feeding })}
      />
    </div>
  );
}
