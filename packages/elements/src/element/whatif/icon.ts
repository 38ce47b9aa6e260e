import { html, svg } from "lit";

const icon = (path: ReturnType<typeof svg>) =>
  html`<svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;

export const undoIcon = icon(
  svg`<path d="M7 5 3.5 8.5 7 12"/><path d="M4 8.5h8a4 4 0 0 1 0 8H9"/>`,
);
export const redoIcon = icon(
  svg`<path d="m13 5 3.5 3.5L13 12"/><path d="M16 8.5H8a4 4 0 0 0 0 8h3"/>`,
);
export const resetIcon = icon(svg`<path d="M4 10a6 6 0 1 0 2-4.5"/><path d="M4 3.5V7h3.5"/>`);
export const linkIcon = icon(
  svg`<path d="M8.5 11.5a3 3 0 0 0 4.2 0l2.6-2.6a3 3 0 0 0-4.2-4.2l-1 1"/><path d="M11.5 8.5a3 3 0 0 0-4.2 0l-2.6 2.6a3 3 0 0 0 4.2 4.2l1-1"/>`,
);
export const downloadIcon = icon(
  svg`<path d="M10 3.5v9"/><path d="m6.5 9 3.5 3.5L13.5 9"/><path d="M4 16.5h12"/>`,
);
export const pinIcon = icon(svg`<path d="M7 3.5h6l-1 5 2.5 3h-9l2.5-3z"/><path d="M10 11.5v5"/>`);
export const closeIcon = icon(svg`<path d="m5.5 5.5 9 9"/><path d="m14.5 5.5-9 9"/>`);
