// Turns a stream of text chunks into lines, and remembers the last ones of a log.

/** Calls back once per complete line, without the line feed. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: string): void {
    let start = 0;
    let end = chunk.indexOf('\n');
    while (end !== -1) {
      const line = chunk.slice(start, end);
      this.#onLine(this.#rest === '' ? line : this.#rest + line);
      this.#rest = '';
      start = end + 1;
      end = chunk.indexOf('\n', start);
    }
    if (start < chunk.length) this.#rest += chunk.slice(start);
  }
}

const TAIL_LENGTH = 4_000;

/** The end of a text that may be long. */
export class TextTail {
  #text = '';

  push(chunk: string): void {
    this.#text = (this.#text + chunk).slice(-TAIL_LENGTH);
  }

  get text(): string {
    return this.#text.trim();
  }
}
