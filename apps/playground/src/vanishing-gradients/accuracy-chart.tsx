import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { colourOf, fontOf } from "../charts/canvas.ts";
import { type ChartOptions, quietAxis, useChart } from "../charts/use-chart.ts";
import { formatCount, formatPercent } from "../format.ts";
import { kinds } from "./protocol.ts";
import { guessingAccuracy } from "./task.ts";
import { accuracyCurves, latest, names, type Run } from "./view-state.ts";

/** How often each network is right, over the steps of the training, and how often one is who guesses. */
export function AccuracyChart({ run }: { run: Run | null }): JSX.Element {
  // What the painting hooks read: they outlive a render.
  const steps = useRef(1_000);
  steps.current = run?.task.steps ?? steps.current;
  const { box, plot } = useChart((element) => options(element, steps), [[], [], [], []]);
  useEffect(() => plot.current?.setData(accuracyCurves(run) as uPlot.AlignedData), [run]);
  return (
    <figure class="chart accuracy-chart">
      <div class="chart-box" ref={box} role="img" aria-label={describe(run)} />
      <figcaption class="chart-key">
        {kinds.map((kind) => (
          <span key={kind} class={`key key-${kind}`}>
            {names[kind]}
          </span>
        ))}
        <span class="chart-across">steps of training →</span>
      </figcaption>
    </figure>
  );
}

function describe(run: Run | null): string {
  const guessing = `Guessing is right in ${formatPercent(guessingAccuracy, 1)}.`;
  const each = kinds.flatMap((kind) => {
    const now = latest(run, kind);
    return now === null ? [] : [`${names[kind]} ${formatPercent(now.accuracy)}`];
  });
  if (each.length === 0) return `Right answers over the training: nothing to show yet. ${guessing}`;
  return `Right answers over the training, now ${each.join(", ")}. ${guessing}`;
}

function options(element: HTMLElement, steps: { current: number }): ChartOptions {
  const axis = quietAxis(element);
  return {
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: () => [0, steps.current] }, y: { range: () => [0, 1.02] } },
    axes: [
      { ...axis, size: 28, gap: 6, values: (_, ticks) => ticks.map(formatCount) },
      {
        ...axis,
        size: 44,
        gap: 8,
        splits: () => [0, 0.25, 0.5, 0.75, 1],
        values: (_, ticks) => ticks.map((tick) => formatPercent(tick)),
      },
    ],
    series: [
      {},
      ...kinds.map((kind) => ({
        stroke: () => colourOf(element, `--${kind}`),
        width: 2.5,
        points: { show: false },
      })),
    ],
    hooks: { drawClear: [(plot) => paintGuessing(plot, element)] },
  };
}

function paintGuessing(plot: uPlot, element: HTMLElement): void {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(guessingAccuracy, "y", true);
  ctx.save();
  ctx.fillStyle = colourOf(element, "--depth-1");
  ctx.fillRect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.fillStyle = colourOf(element, "--depth-2");
  ctx.fillRect(bbox.left, y, bbox.width, bbox.top + bbox.height - y);
  ctx.fillStyle = colourOf(element, "--contour");
  ctx.fillRect(bbox.left, Math.round(y), bbox.width, Math.max(1, Math.round(devicePixelRatio)));
  ctx.font = fontOf(12 * devicePixelRatio);
  ctx.fillStyle = colourOf(element, "--ink-2");
  ctx.textBaseline = "top";
  const inset = 8 * devicePixelRatio;
  ctx.textAlign = "right";
  ctx.fillText(`guessing  ${formatPercent(guessingAccuracy, 1)}`, bbox.left + bbox.width - inset, y + inset / 2);
  ctx.textAlign = "left";
  ctx.fillText("right answers", bbox.left + inset, bbox.top + inset);
  ctx.restore();
}
