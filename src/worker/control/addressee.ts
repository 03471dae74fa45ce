// Whether a request is meant for this node: it is named, or its name fits a pattern, or everybody is meant.

import { runInNewContext } from 'node:vm';
import type { ControlRequest } from '../../broker/index.ts';

/** A pattern is a client's own; one that never ends must not hold up the worker, and a busy machine must not refuse a good one. */
const MATCH_WITHIN_MS = 250;

/** Throws Error for a pattern that is none. */
export function isAddressed(request: ControlRequest, nodeName: string): boolean {
  const { destination, pattern, matcher } = request;
  if (destination !== null) return destination.includes(nodeName);
  if (pattern === null || matcher === null) return true;
  switch (matcher) {
    case 'glob':
      return matches(`^(?:${globSource(pattern)})$`, nodeName);
    case 'pcre':
      return matches(`^(?:${pattern})`, nodeName);
    default:
      throw new Error(`unknown matcher "${matcher}"`);
  }
}

function matches(source: string, text: string): boolean {
  const answer: unknown = runInNewContext(
    'new RegExp(source, "s").test(text)',
    { source, text },
    { timeout: MATCH_WITHIN_MS },
  );
  return answer === true;
}

/** `*`, `?`, `[abc]` and `[!abc]`, as Python's fnmatch reads them. */
function globSource(pattern: string): string {
  return pattern.replace(/\*|\?|\[(!?)([^\]]+)\]|[\\^$.|+(){}[\]]/g, (token, not: string, set: string) => {
    if (token === '*') return '.*';
    if (token === '?') return '.';
    if (set === undefined) return `\\${token}`;
    return `[${not === '!' ? '^' : ''}${set.replace(/[\\\]^]/g, '\\$&')}]`;
  });
}
