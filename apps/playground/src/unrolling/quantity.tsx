import type { ComponentChildren, JSX } from "preact";
import { formatScientific } from "../format.ts";
import { MatrixOf } from "../notation/matrix.tsx";
import type { Gradient, Matrix } from "./protocol.ts";

interface QuantityProps {
  formula: ComponentChildren;
  meaning: string;
  /** What a screen reader calls it. */
  label: string;
  columns?: readonly string[] | undefined;
}

/** A quantity of a step: its formula and its number. For a `dl`. */
export function Quantity(props: QuantityProps & { value: Matrix | number }): JSX.Element {
  const { formula, meaning, label, columns, value } = props;
  return (
    <div class="quantity">
      <dt>
        {formula}
        <span class="quantity-meaning">{meaning}</span>
      </dt>
      <dd>
        {typeof value === "number" ? (
          <span class="quantity-number">{value.toFixed(4)}</span>
        ) : (
          <MatrixOf rows={value} label={label} columns={columns} />
        )}
      </dd>
    </div>
  );
}

/** A gradient: its formula, what backpropagation says, and what central differences say. For a `dl`. */
export function GradientQuantity(props: QuantityProps & { gradient: Gradient }): JSX.Element {
  const { formula, meaning, label, columns, gradient } = props;
  return (
    <div class="quantity">
      <dt>
        {formula}
        <span class="quantity-meaning">{meaning}</span>
      </dt>
      <dd class="quantity-both">
        <div>
          <span class="quantity-source">by backpropagation</span>
          <MatrixOf rows={gradient.value} label={`${label}, by backpropagation`} columns={columns} />
        </div>
        <div>
          <span class="quantity-source">by central differences</span>
          <MatrixOf rows={gradient.numeric} label={`${label}, by central differences`} columns={columns} />
        </div>
        <div class="quantity-difference">
          <span class="quantity-source">differ by at most</span>
          <span class="quantity-number">{formatScientific(largestDifference(gradient))}</span>
        </div>
      </dd>
    </div>
  );
}

/** The largest distance between the two. */
function largestDifference({ value, numeric }: Gradient): number {
  return Math.max(...value.flatMap((row, i) => row.map((entry, j) => Math.abs(entry - numeric[i]![j]!))));
}
