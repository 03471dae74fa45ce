// The twin of redis/scripts/store-results.ts.

import type { Context } from '../command.ts';
import { at } from './twin.ts';

export function storeResults(
  { session, db, reply }: Context,
  keys: readonly string[],
  args: readonly string[],
): void {
  const keepSec = Number(at(args, 0));
  const expiresAtMs = keepSec === 0 ? undefined : Date.now() + keepSec * 1000;
  let stored = 0;
  keys.forEach((key, i) => {
    const before = db.string(key);
    if (before !== undefined && succeeded(before)) return;
    const document = at(args, i + 1);
    db.put(key, { kind: 'string', text: document });
    db.setExpiry(key, expiresAtMs);
    session.engine.pubsub.publish(key, document);
    stored++;
  });
  reply.integer(stored);
}

function succeeded(document: string): boolean {
  try {
    const fields: unknown = JSON.parse(Buffer.from(document, 'latin1').toString('utf8'));
    return typeof fields === 'object' && fields !== null && 'status' in fields && fields.status === 'SUCCESS';
  } catch {
    return false;
  }
}
