import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { colourOf } from "../charts/canvas.ts";
import { type ChartOptions, quietAxis, useChart } from "../charts/use-chart.ts";
import { formatPowerOfTen, formatScientific } from "../format.ts";
import type { Kind } from "./protocol.ts";
import { latest, names, type Run, shares } from "./view-state.ts";

interface GradientChartProps {
  kind: Kind;
  run: Run | null;
}

/** The powers of ten between which shares are drawn. What is smaller leaves the chart at its bottom. */
const [lowest, highest] = [-10, 3.5];
/** Where the water gets darker. */
const depths = [
  { power: 0, tint: "--depth-1" },
  { power: -3, tint: "--depth-2" },
  { power: -6, tint: "--depth-3" },
];

/** How much of the gradient at the last letter arrives at each one before: now, and before the first step. */
export function GradientChart(props: GradientChartProps): JSX.Element {
  const { kind, run } = props;
  // What the painting hooks read: they outlive a render.
  const latestProps = useRef(props);
  latestProps.current = props;
  const { box, plot } = useChart((element) => options(element, latestProps), [[], [], []]);
  useEffect(() => plot.current?.setData(curves(props)), [run]);
  return (
    <figure class="chart gradient-chart">
      <div class="chart-box" ref={box} role="img" aria-label={describe(kind, run)} />
    </figure>
  );
}

function curves({ kind, run }: GradientChartProps): uPlot.AlignedData {
  const first = run?.moments[0]?.networks[kind];
  const now = latest(run, kind);
  if (first === undefined || now === null) return [[], [], []];
  const positions = first.gradient.map((_, index) => index + 1);
  return [positions, powers(shares(first)), powers(shares(now))];
}

/** Logarithms, with something finite for what float32 can no longer tell from nothing. */
function powers(values: readonly number[]): number[] {
  return values.map((value) => Math.log10(Math.max(value, 1e-50)));
}

function describe(kind: Kind, run: Run | null): string {
  const first = run?.moments[0]?.networks[kind];
  const now = latest(run, kind);
  const name = `Gradient of the ${names[kind]} over the letters`;
  if (first === undefined || now === null) return `${name}: nothing to show yet.`;
  const [before, present] = [shares(first), shares(now)].map((values) => formatScientific(values[0] ?? 0));
  return `${name}, as shares of the gradient at the last one: ${present} arrives at the first; before the first step of training it was ${before}.`;
}

function options(element: HTMLElement, latestProps: { current: GradientChartProps }): ChartOptions {
  const colour = (name: string) => () => colourOf(element, name);
  const axis = quietAxis(element);
  const length = (): number => (latestProps.current.run?.setup.distance ?? 20) + 1;
  return {
    padding: [0, 12, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [1, length()] },
      y: { range: () => [lowest, highest] },
    },
    axes: [
      {
        ...axis,
        size: 26,
        gap: 5,
        splits: () => [1, length()],
        values: () => ["first letter", "last"],
      },
      {
        ...axis,
        size: 38,
        gap: 6,
        splits: () => [-9, -6, -3, 0, 3],
        values: (_, ticks) => ticks.map((tick) => (tick === 0 ? "1" : formatPowerOfTen(tick))),
      },
    ],
    series: [
      {},
      { stroke: colour("--training"), width: 1.25, points: { show: false } },
      { stroke: colour(`--${latestProps.current.kind}`), width: 2.5, points: { show: false } },
    ],
    hooks: { drawClear: [(plot) => paintDepths(plot, element)] },
  };
}

function paintDepths(plot: uPlot, element: HTMLElement): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { power, tint } of depths) {
    const y = plot.valToPos(power, "y", true);
    ctx.fillStyle = colourOf(element, tint);
    ctx.fillRect(bbox.left, y, bbox.width, bbox.top + bbox.height - y);
    ctx.fillStyle = colourOf(element, "--contour");
    if (power === 0) ctx.fillRect(bbox.left, Math.round(y), bbox.width, Math.max(1, Math.round(devicePixelRatio)));
  }
  ctx.restore();
}
