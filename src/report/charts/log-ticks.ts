// Ticks of a log axis: 1, 2 and 5 of every decade where there is room for the labels, else fewer.

export function logTicks(domain: readonly number[], most: number): number[] {
  const [low = 1, high = 10] = domain;
  const room = Math.max(2, most);
  for (const steps of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = ticksAt(low, high, steps);
    if (ticks.length <= room && ticks.length > 1) return ticks;
  }
  const decades = ticksAt(low, high, [1]);
  const every = Math.max(1, Math.ceil(decades.length / room));
  return decades.filter((_, i) => i % every === 0);
}

/** The ends of a log axis around positive values: the next 1, 2 or 5 of a decade outwards. */
export function logDomain(values: readonly number[]): number[] {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return [1, 10];
  const low = nice(Math.min(...positive), [5, 2, 1], (part, step) => part >= step);
  const high = nice(Math.max(...positive), [1, 2, 5, 10], (part, step) => part <= step);
  return [low, high >= low * 4 ? high : low * 5];
}

function nice(
  value: number,
  steps: readonly number[],
  fits: (part: number, step: number) => boolean,
): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  const step = steps.find((candidate) => fits(value / decade, candidate)) ?? 1;
  return Number((step * decade).toPrecision(6));
}

function ticksAt(low: number, high: number, steps: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let decade = Math.floor(Math.log10(low)); decade <= Math.ceil(Math.log10(high)); decade++) {
    for (const step of steps) {
      const tick = Number((step * 10 ** decade).toPrecision(6));
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
    }
  }
  return ticks;
}
