// Dates as Celery writes and reads them.

const ISO_DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/;

/** UTC with six fractional digits and `+00:00`: older Celery reads fewer digits as microseconds. */
export function formatCeleryDate(date: Date): string {
  return `${date.toISOString().slice(0, -1)}000+00:00`;
}

/** Epoch milliseconds of an ISO 8601 date; without an offset it is taken as UTC. undefined when it is none. */
export function parseCeleryDate(text: string): number | undefined {
  const match = ISO_DATE.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = match;
  const millis = Number(`0.${fraction}`) * 1000;
  const wholeMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(wholeMs)) return undefined;
  return wholeMs + millis - offsetMs(zone);
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}
