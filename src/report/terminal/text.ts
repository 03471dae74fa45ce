// Text for a terminal: nothing in it can steer the terminal, lines break at words.

/** Control characters (a name in a result is input and may hold an escape sequence) become question marks. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

/** Characters on screen; the few wide scripts do not occur in our own words. */
export function visibleWidth(text: string): number {
  return [...text].length;
}

/** Breaks at spaces; lines after the first begin with `indent`. A word longer than a line stays whole. */
export function wrapText(text: string, columns: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (visibleWidth(longer) <= columns || line === '') {
      line = longer;
      continue;
    }
    lines.push(line);
    line = `${indent}${word}`;
  }
  return [...lines, line];
}
