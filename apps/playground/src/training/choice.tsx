import type { JSX } from "preact";
import { useId } from "preact/hooks";

interface ChoiceProps<Value extends string | number> {
  legend: string;
  options: readonly { value: Value; title: string; note?: string }[];
  value: Value;
  onChange(value: Value): void;
}

/** One of a few, all in sight. */
export function Choice<Value extends string | number>(props: ChoiceProps<Value>): JSX.Element {
  const { legend, options, value: chosen, onChange } = props;
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      {options.map(({ value, title, note }) => (
        <label key={value}>
          <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => onChange(value)} />
          <span>
            {title} {note !== undefined && <small>{note}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
