import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formatPercent } from "../format.ts";
import { Arrow } from "../notation/arrow.tsx";
import { visible } from "../notation/visible.ts";
import { hasGradient, hasState, type Moment } from "./moments.ts";
import type { Matrix, Step, Trace } from "./protocol.ts";

const pitch = 118;
const margin = 78;
const cell = { width: 76, top: 108, height: 58 };

/** The network unrolled: a column for every time step, with what is known of it at a moment of the walk. */
export function Picture({ trace, moment }: { trace: Trace; moment: Moment }): JSX.Element {
  const box = useRef<HTMLElement>(null);
  const { steps } = trace;
  const width = margin + steps.length * pitch;
  const x = (t: number): number => margin + (t + 0.5) * pitch;
  // Where the picture is wider than the screen, the present step is kept in sight.
  useEffect(() => {
    const element = box.current;
    if (element === null || element.scrollWidth <= element.clientWidth) return;
    const scale = element.scrollWidth / width;
    element.scrollTo({ left: x(moment.step) * scale - element.clientWidth / 2, behavior: "instant" });
  }, [moment.step, trace]);
  const longest = Math.max(...steps.map(({ hidden }) => norm(hidden.value)));
  return (
    <figure class="unrolling-figure">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section ref={box} class="unrolling-picture" tabIndex={0} aria-label="The network, unrolled">
        <svg
          class="unrolled"
          viewBox={`0 0 ${width} 292`}
          style={{ minWidth: `${0.66 * width}px`, maxWidth: `${1.3 * width}px` }}
          role="img"
          aria-label={describe(trace, moment)}
        >
          <RowNames />
          <Arrow from={[margin - 14, 137]} to={[x(0) - cell.width / 2 - 2, 137]} />
          {steps.map((step, t) => (
            <g key={t}>
              <Column step={step} trace={trace} t={t} x={x(t)} moment={moment} />
              {t + 1 < steps.length && <Between {...{ trace, t, x, moment, longest }} />}
            </g>
          ))}
        </svg>
      </section>
      <figcaption class="chart-key unrolling-key">
        <span class="key-unit key-above">above zero</span>
        <span class="key-unit key-below">below zero</span>
        <span class="key key-fed">
          {trace.setup.feeding === "text" ? "fed: the correct character" : "fed: its own guess"}
        </span>
      </figcaption>
    </figure>
  );
}

function RowNames(): JSX.Element {
  return (
    <g class="unrolling-names">
      <text x={0} y={24}>
        loss
      </text>
      <text x={0} y={58}>
        should say
      </text>
      <text x={0} y={86}>
        says
      </text>
      <text x={0} y={141}>
        state <tspan class="unrolled-variable">h</tspan>
      </text>
      <text class="unrolling-gradient-name" x={0} y={200}>
        ∂<tspan class="unrolled-variable">L</tspan>/∂<tspan class="unrolled-variable">h</tspan>
      </text>
      <text x={0} y={260}>
        reads
      </text>
    </g>
  );
}

interface ColumnProps {
  trace: Trace;
  step: Step;
  t: number;
  x: number;
  moment: Moment;
}

function Column({ trace: { characters }, step, t, x, moment }: ColumnProps): JSX.Element {
  const [known, returned] = [hasState(moment, t), hasGradient(moment, t)];
  const now = moment.step === t ? "unrolling-now" : "";
  return (
    <>
      <text class="unrolling-loss" x={x} y={24}>
        {known ? step.loss.toFixed(2) : ""}
      </text>
      <text class="unrolled-letter unrolled-guess" x={x} y={60}>
        {visible(characters[step.target])}
      </text>
      <text class="unrolling-says" x={x} y={87}>
        {known ? `${visible(characters[step.guess])} ${formatPercent(step.y[0]![step.guess]!)}` : "?"}
      </text>
      <Arrow from={[x, cell.top - 2]} to={[x, 94]} />
      <rect class={now} x={x - cell.width / 2} y={cell.top} width={cell.width} height={cell.height} rx={3} />
      {known && <Units values={step.h} x={x} y={cell.top + 8} />}
      <text class="unrolling-time" x={x} y={cell.top + 50}>
        <tspan class="unrolled-variable">h</tspan>({t + 1})
      </text>
      {returned && <Units values={step.hidden.value} x={x} y={184} gradient />}
      <Arrow from={[x, 238]} to={[x, returned ? 208 : cell.top + cell.height + 2]} />
      <text class="unrolled-letter" x={x} y={264}>
        {visible(characters[step.read])}
      </text>
      <text class="unrolling-time" x={x} y={286}>
        <tspan class="unrolled-variable">t</tspan> = {t + 1}
      </text>
    </>
  );
}

interface BetweenProps {
  trace: Trace;
  t: number;
  x(t: number): number;
  moment: Moment;
  /** The norm of the largest gradient. */
  longest: number;
}

/** From a step to the next: the state, what is fed, and on the way back the gradient. */
function Between({ trace, t, x, moment, longest }: BetweenProps): JSX.Element {
  const [from, to] = [x(t) + cell.width / 2 + 2, x(t + 1) - cell.width / 2 - 2];
  const middle = (from + to) / 2;
  const fed = trace.setup.feeding === "text" ? 54 : 82;
  const back = hasGradient(moment, t);
  const left = norm(trace.steps[t]!.hiddenLater) / longest;
  return (
    <>
      <path class="unrolling-fed" d={`M${x(t) + (fed === 54 ? 12 : 28)} ${fed}H${middle}V258H${x(t + 1) - 14}`} />
      <Arrow from={[from, 130]} to={[to, 130]} />
      {back && (
        <path class="gradient-arrow" style={{ "--left": String(left) }} d={`M${to} 152H${from + 3}m8 -5l-8 5l8 5`} />
      )}
    </>
  );
}

/** The numbers of a vector as squares: the fuller, the further from 0; hollow ones are negative. */
function Units({
  values: [values = []],
  x,
  y,
  gradient = false,
}: {
  values: Matrix;
  x: number;
  y: number;
  gradient?: boolean;
}): JSX.Element {
  const size = 15;
  const largest = gradient ? Math.max(1e-12, ...values.map(Math.abs)) : 1;
  const first = x - (values.length * size) / 2;
  return (
    <g class={gradient ? "units units-gradient" : "units"}>
      {values.map((value, i) => (
        <g key={i} transform={`translate(${first + (i + 0.5) * size} ${y + size / 2})`}>
          <circle class="units-place" r={6.5} />
          <circle
            class={value < 0 ? "units-negative" : "units-positive"}
            r={6.5 * Math.sqrt(Math.abs(value) / largest)}
          />
        </g>
      ))}
    </g>
  );
}

function norm([values = []]: Matrix): number {
  return Math.hypot(...values);
}

function describe({ steps, characters, setup }: Trace, { pass, step }: Moment): string {
  const [read, target] = [steps[step]!.read, steps[step]!.target].map((id) => visible(characters[id]));
  const feeding = setup.feeding === "text" ? "the correct character" : "its own guess";
  return `${steps.length} time steps side by side; the state leads from each to the next, and each reads ${feeding}. Now ${pass} at step ${step + 1}, which reads ${read} and should say ${target}.`;
}
