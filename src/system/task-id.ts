// The ids of synthetic tasks: the queue's name and the task's sequence number, so that whoever sees only the id of a
// message knows which task it is.

const ZERO = 0x30;

export function taskId(queue: string, seq: number): string {
  return `${queue}-${seq}`;
}

/** The sequence number in an id that `taskId` made; undefined for any other. Written by hand: it runs once a task. */
export function seqOfTaskId(id: string): number | undefined {
  let seq = 0;
  let scale = 1;
  for (let at = id.length - 1; at >= 0; at--) {
    const digit = id.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return at < id.length - 1 && id[at] === '-' ? seq : undefined;
    seq += digit * scale;
    scale *= 10;
  }
  return undefined;
}
