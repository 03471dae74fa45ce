// The twin of redis/scripts/with-id.ts.

/** Whether a message's task id has the shape, in which x stands for a hexadecimal digit. */
export function hasId(shape: string): (message: string) => boolean {
  const id = shape.replace(/[^\w]/g, '\\$&').replaceAll('x', '[0-9a-f]');
  const pattern = new RegExp(`[^\\\\]"(?:correlation_)?id": ?"${id}"`);
  return (message) => pattern.test(message);
}
