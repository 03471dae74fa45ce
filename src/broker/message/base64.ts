// Text to base64 by way of one buffer that is used again and again: making a buffer for each message costs more than
// the encoding itself.

const SCRATCH = Buffer.allocUnsafe(64 * 1024);
/** UTF-8 needs at most this many bytes for a character of JavaScript. */
const MOST_BYTES = 3;

export function textToBase64(text: string): string {
  if (text.length * MOST_BYTES > SCRATCH.length) return Buffer.from(text, 'utf8').toString('base64');
  return SCRATCH.toString('base64', 0, SCRATCH.write(text, 'utf8'));
}
