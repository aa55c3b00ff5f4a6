import type { JSX } from "preact";
import { useId } from "preact/hooks";

interface TemperatureProps {
  value: number;
  onChange(temperature: number): void;
}

/** How boldly the model chooses its characters. */
export function Temperature({ value, onChange }: TemperatureProps): JSX.Element {
  const id = useId();
  return (
    <div class="temperature">
      <label for={id}>
        Temperature <output for={id}>{value.toFixed(1)}</output>
      </label>
      <input
        id={id}
        type="range"
        min={0.2}
        max={1.4}
        step={0.1}
        value={value}
        aria-describedby={`${id}-ends`}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
      <p class="temperature-ends" id={`${id}-ends`}>
        <span>careful, repeats itself</span> <span>bold, misspells</span>
      </p>
    </div>
  );
}
