// A value of the matrix as a cell is called by it, and as `--only`, `exclude` and claims name it: 8, never, 200MiB, 2.5s, 1..8.

/** Slots that follow the work. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export type VariedValue = string | number | Bounds;

const SIZE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Numbers of things stay numbers; sizes and durations get their unit. */
export function settingText(key: string, value: VariedValue): string | number {
  if (typeof value === 'object') return `${value.min}..${value.max}`;
  if (typeof value === 'string') return value;
  switch (key) {
    case 'max-memory-per-child':
      return sizeText(value);
    case 'soft-time-limit':
    case 'time-limit':
      return value < 1000 ? `${value}ms` : `${value / 1000}s`;
    default:
      return value;
  }
}

// The largest unit that leaves a whole number: exact, so that two sizes never have one name.
function sizeText(sizeBytes: number): string {
  let left = sizeBytes;
  let unit = 0;
  while (left % 1024 === 0 && unit < SIZE_UNITS.length - 1) {
    left /= 1024;
    unit++;
  }
  return `${left}${SIZE_UNITS[unit] ?? 'B'}`;
}
