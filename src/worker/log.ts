// The worker's log: timestamped lines in Celery's form, written in batches once per turn of the event loop.
// Whoever logs once per task asks `infos` or `debugs` first, so that a level that is off costs nothing.

export const LOG_LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where the text goes: a stream or a file. */
export type LogSink = (text: string) => void;

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warning: 2, error: 3, critical: 4 };

export class Log {
  readonly debugs: boolean;
  readonly infos: boolean;
  readonly #rank: number;
  readonly #sink: LogSink;
  #buffer = '';
  #flushing: NodeJS.Immediate | undefined;

  constructor(level: LogLevel, sink: LogSink) {
    this.#rank = RANK[level];
    this.#sink = sink;
    this.debugs = this.#rank <= RANK.debug;
    this.infos = this.#rank <= RANK.info;
  }

  debug(message: string): void {
    this.#write('debug', message);
  }

  info(message: string): void {
    this.#write('info', message);
  }

  warning(message: string): void {
    this.#write('warning', message);
  }

  error(message: string): void {
    this.#write('error', message);
  }

  critical(message: string): void {
    this.#write('critical', message);
  }

  /** A line that is written at every level: what other programs wait for. */
  banner(message: string): void {
    this.#append(line('info', message));
  }

  /** Text as it is: what tasks print. */
  raw(text: string): void {
    this.#append(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Writes what is buffered. */
  flush(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    const text = this.#buffer;
    this.#buffer = '';
    if (text !== '') this.#sink(text);
  }

  #write(level: LogLevel, message: string): void {
    if (RANK[level] >= this.#rank) this.#append(line(level, message));
  }

  #append(text: string): void {
    this.#buffer += text;
    this.#flushing ??= setImmediate(() => this.flush());
  }
}

// Local time with a comma before the milliseconds, as Python's logging writes it.
function line(level: LogLevel, message: string): string {
  const now = new Date();
  const date = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
  const time = `${pad(now.getHours())}:${pad(now.getMinutes())}:${pad(now.getSeconds())}`;
  const millis = String(now.getMilliseconds()).padStart(3, '0');
  return `[${date} ${time},${millis}: ${level.toUpperCase()}/MainProcess] ${message}\n`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
