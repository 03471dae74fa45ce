// A log axis for durations in milliseconds: labels in the unit that fits.

import { logTicks } from './log-ticks.ts';

/** Vega expression that writes a tick the short way: 0.05 -> "50 µs", 2000 -> "2 s", 120000 -> "2 min". */
export const DURATION_LABEL =
  "datum.value == 0 ? '0' : " +
  "datum.value < 0.9995 ? format(datum.value * 1000, '~r') + ' µs' : " +
  "datum.value < 999.5 ? format(datum.value, '~r') + ' ms' : " +
  "datum.value < 59950 ? format(datum.value / 1000, '~r') + ' s' : format(datum.value / 60000, '~r') + ' min'";

const ROOM_PER_LABEL = 58;

/** As many ticks as have room for their labels beside each other. */
export function durationTicks(domain: readonly number[], width: number): number[] {
  return logTicks(domain, Math.floor(width / ROOM_PER_LABEL));
}

/** The vertical position of a duration: a log axis from top to bottom of a chart of that height. */
export function durationPosition<Field extends string>(field: Field, domain: number[], height: number) {
  return {
    field,
    type: 'quantitative',
    scale: { type: 'log', domain },
    title: null,
    axis: { values: durationTicks(domain, (height - 60) * 1.6), labelExpr: DURATION_LABEL },
  } as const;
}
