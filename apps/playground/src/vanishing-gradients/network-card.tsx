import type { JSX } from "preact";
import { formatCount, formatLoss, formatPercent, formatScientific } from "../format.ts";
import { nothingYet, Readout } from "../training/readout.tsx";
import { GradientChart } from "./gradient-chart.tsx";
import type { Kind } from "./protocol.ts";
import { latest, names, type Run, shares } from "./view-state.ts";

/** One of the three networks: how it fares, how far its gradient reaches, and what it answers. */
export function NetworkCard({ kind, run }: { kind: Kind; run: Run | null }): JSX.Element {
  const now = latest(run, kind);
  const reach = now === null ? undefined : shares(now)[0];
  const id = `network-${kind}`;
  return (
    <article class={`network network-${kind}`} aria-labelledby={id}>
      <header class="network-head">
        <h3 id={id}>{names[kind]}</h3>
        <span class="network-size">
          {run === null ? "" : `${formatCount(run.task.parameters[kind])} numbers to adjust`}
        </span>
      </header>
      <dl class="network-figures">
        <Readout
          name="Right answers"
          value={now === null ? nothingYet : formatPercent(now.accuracy)}
          unit={now === null ? "" : `loss ${formatLoss(now.loss)} nats`}
        />
        <Readout
          name="Reaches the first letter"
          value={reach === undefined ? nothingYet : formatScientific(reach)}
          unit="of the gradient at the last"
        />
      </dl>
      <GradientChart kind={kind} run={run} />
      <Answer kind={kind} run={run} />
    </article>
  );
}

/** How likely the network holds each letter to be the answer to the example. */
function Answer({ kind, run }: { kind: Kind; run: Run | null }): JSX.Element {
  const answer = latest(run, kind)?.answer ?? [];
  const { symbols, example } = run?.task ?? { symbols: "        ", example: "" };
  const likeliest = answer.indexOf(Math.max(...answer));
  const described =
    answer.length === 0
      ? "No answer yet"
      : `Its answer to the example: ${symbols[likeliest]}, with a probability of ${formatPercent(answer[likeliest] ?? 0)}; right is ${example[0]}`;
  return (
    <div class="answer" role="img" aria-label={described}>
      {[...symbols].map((symbol, index) => (
        <span key={index} class={symbol === example[0] ? "answer-symbol answer-right" : "answer-symbol"}>
          <span class="answer-bar" style={{ "--share": String(answer[index] ?? 0) }} />
          {symbol}
        </span>
      ))}
    </div>
  );
}
