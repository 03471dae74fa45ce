export { renderGateText } from './text.ts';
export { renderGateMarkdown } from './markdown.ts';
export { renderGateJunit } from './junit.ts';
