import type { JSX } from "preact";

/** What stands where there is no figure yet. */
export const nothingYet = "–";

interface ReadoutProps {
  name: string;
  value: string;
  unit: string;
  main?: boolean;
}

/** A figure that keeps its place, with its name above and its unit below. For a `dl`. */
export function Readout({ name, value, unit, main = false }: ReadoutProps): JSX.Element {
  return (
    <div class={main ? "readout readout-main" : "readout"}>
      <dt>{name}</dt>
      <dd>
        <span class="readout-value">{value}</span> <span class="readout-unit">{unit}</span>
      </dd>
    </div>
  );
}
