// Which nodes a command line means: `3` is celery1@host to celery3@host, `web` is web@host, `foo@bar` stays.

import { HeadcountError } from '../../errors/index.ts';
import { expandNodeName } from '../../worker/index.ts';

export interface Naming {
  /** This machine's name. */
  readonly host: string;
  /** Put before given names. Default: nothing. */
  readonly prefix?: string | undefined;
  /** What follows the @ instead of the machine's name. */
  readonly suffix?: string | undefined;
  /** The names of a number of nodes begin with it. Default `celery`. */
  readonly rangePrefix?: string | undefined;
}

export interface NodeName {
  /** As given, or the number. What per-node options refer to. */
  readonly given: string;
  /** `web@host1`. */
  readonly full: string;
}

const LARGEST_RANGE = 1000;

/** Throws USAGE when there is none, one is given twice, or the number is out of range. */
export function nameNodes(names: readonly string[], naming: Naming): readonly NodeName[] {
  const count = names.length === 1 && /^\d+$/.test(names[0] ?? '') ? Number(names[0]) : undefined;
  const nodes =
    count === undefined
      ? names.map((given) => ({ given, full: fullName(given, naming.prefix ?? '', naming) }))
      : range(count).map((given) => ({
          given,
          full: fullName(given, naming.rangePrefix ?? 'celery', naming),
        }));
  const twice = nodes.find(({ full }, i) => nodes.findIndex((other) => other.full === full) !== i);
  if (twice !== undefined) throw new HeadcountError('USAGE', `node ${twice.full} is named twice`);
  if (nodes.length === 0) {
    throw new HeadcountError('USAGE', 'no nodes are named', {
      hint: 'Give names (headcount multi start web mail ...) or a number (headcount multi start 3 ...).',
    });
  }
  return nodes;
}

function range(count: number): readonly string[] {
  if (count >= 1 && count <= LARGEST_RANGE) return Array.from({ length: count }, (_, i) => String(i + 1));
  throw new HeadcountError('USAGE', `${count} nodes cannot be meant`, { hint: `1 to ${LARGEST_RANGE}.` });
}

function fullName(given: string, prefix: string, { host, suffix }: Naming): string {
  if (given.includes('@')) return expandNodeName(given, host);
  return expandNodeName(`${prefix}${given}@${suffix ?? host}`, host);
}

/**
 * A pid or log file's path as `celery multi` expands it: %n and %N the short name, %h and %p the full one, %d the
 * host. %i, %I and %% are left for the worker, which expands what is left.
 */
export function expandForNode(template: string, node: string): string {
  const at = node.indexOf('@');
  const codes: Readonly<Record<string, string>> = {
    ...{ n: node.slice(0, at), N: node.slice(0, at), h: node, p: node, d: node.slice(at + 1) },
    ...{ '%': '%%', i: '%i', I: '%I' },
  };
  return template.replace(/%(.?)/g, (whole, code: string) => {
    const value = Object.hasOwn(codes, code) ? codes[code] : undefined;
    if (value !== undefined) return value;
    throw new HeadcountError('USAGE', `"${template}" holds the unknown code ${whole}`, {
      hint: 'Known are %n %h %d %p %i %I, and %% for a percent sign.',
    });
  });
}
