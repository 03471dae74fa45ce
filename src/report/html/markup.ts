// Markup as a value of its own: whatever goes into a template is escaped unless it is markup already.
// Names and paths in a result are input; this is the only door through which they reach the page.

export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | null | readonly Part[];

/** Text with the five characters that mean something in HTML made harmless, in content and in attributes. */
export function escapeText(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** A template whose values are escaped; markup stays, arrays are joined, null is nothing. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = strings.map((own, i) => compact(own) + (i < parts.length ? render(parts[i] ?? null) : ''));
  return new Markup(text.join(''));
}

// Our own lines are indented for those who read the source; the page needs one break. Values stay as they are.
function compact(own: string): string {
  return own.replace(/\s*\n\s*/g, '\n');
}

/** Text that is markup by origin: our own style sheet and script, and charts (drawn and escaped by Vega). */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function render(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return escapeText(part);
  return part.map(render).join('');
}
