// Colours of the terminal, few and by meaning; the plain painter leaves text as it is.

export interface Paint {
  readonly strong: (text: string) => string;
  readonly muted: (text: string) => string;
  readonly passed: (text: string) => string;
  readonly failed: (text: string) => string;
  readonly undecided: (text: string) => string;
}

const ansi =
  (on: number, off: number) =>
  (text: string): string =>
    `\u001b[${on}m${text}\u001b[${off}m`;
const same = (text: string): string => text;

export const terminalPaint: Paint = {
  strong: ansi(1, 22),
  muted: ansi(2, 22),
  passed: ansi(32, 39),
  failed: ansi(31, 39),
  undecided: ansi(33, 39),
};

export const plainPaint: Paint = { strong: same, muted: same, passed: same, failed: same, undecided: same };
