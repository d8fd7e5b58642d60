import { metrics } from "./metrics.mjs";
import { median } from "./statistics.mjs";

/**
 * For each metric the medians of all peers, and the ratios of ours to each: the number that survives a noisy machine.
 * A ratio is the value of ours divided by the peer's, so above 1 is better where more is better, below 1 where less is.
 */
export function* table(records, ours = "orchex") {
  for (const [metric, { title, better }] of Object.entries(metrics)) {
    const values = valuesByPeer(records, metric);
    if (values.size === 0) continue;
    const own = [...values.keys()].filter((peer) => peer.startsWith(`${ours}/`));
    yield `\n${title} (${better} is better)`;
    yield row(["", "median", ...own.map((peer) => `${peer} : this`), "rounds"]);
    const medians = new Map([...values].map(([peer, rounds]) => [peer, median(rounds)]));
    const sign = better === "higher" ? -1 : 1;
    for (const [peer, value] of [...medians].sort(([, a], [, b]) => sign * (a - b))) {
      const ratios = own.map((mine) => (mine === peer ? "" : ratio(medians.get(mine), value)));
      yield row([peer, number(value), ...ratios, values.get(peer).map(number).join("  ")]);
    }
  }
}

function valuesByPeer(records, metric) {
  const values = new Map();
  for (const record of records) {
    if (record.metric !== metric) continue;
    const peer = `${record.engine}/${record.variant}`;
    values.set(peer, [...(values.get(peer) ?? []), record.value]);
  }
  return values;
}

const WIDTHS = [24, 12, 24, 24];

function row(cells) {
  const line = cells.map((cell, n) => (n === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[n] ?? 4)));
  return line.join("  ").trimEnd();
}

function ratio(mine, other) {
  const value = mine / other;
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(2)}x`;
}

function number(value) {
  return value >= 1000 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}
