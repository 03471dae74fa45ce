// Text that Markdown reads as itself. Names and reasons in a result are input.

/** No markup, no HTML, no table cell broken, no control character. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/\p{Cc}/gu, '?')
    .replace(/[\\`*_[\]<>|#]/g, '\\$&');
}
