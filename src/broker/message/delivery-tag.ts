// The tag that Python workers know a delivery by: unique among all senders, in the form of a UUID. Drawn at random once,
// then counted on: that is as unique among senders and far cheaper than drawing anew.

import { randomUUID } from 'node:crypto';

const DASH = 0x2d;
const [ZERO, NINE, SMALL_A, SMALL_F] = [0x30, 0x39, 0x61, 0x66];
const tag = Buffer.from(randomUUID());

/** The next tag; its bytes change with the next call. */
export function nextDeliveryTag(): Uint8Array {
  for (let at = tag.length - 1; at >= 0; at--) {
    const digit = tag[at];
    if (digit === DASH) continue;
    if (digit !== SMALL_F) {
      tag[at] = digit === NINE ? SMALL_A : (digit ?? ZERO) + 1;
      break;
    }
    tag[at] = ZERO;
  }
  return tag;
}
