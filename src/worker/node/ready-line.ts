// The line by which a worker says that it takes tasks. Part of the contract: supervisors wait for it.

const READY_LINE = /(?:^|\] )(\S+@\S+) ready\.$/;

/** What the worker logs, at every level. */
export function readyMessage(nodeName: string): string {
  return `${nodeName} ready.`;
}

/** The node name if the line says that a worker is ready, else undefined. */
export function parseReadyLine(line: string): string | undefined {
  return READY_LINE.exec(line.trimEnd())?.[1];
}
