import { html, nothing, type TemplateResult } from "lit";
import { downloadIcon, linkIcon, pinIcon, redoIcon, resetIcon, undoIcon } from "./icon.js";
import type { WhatifMessages } from "./whatif-messages.js";

/** What may be done with the scenario and its result. */
export interface ToolbarActions {
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
  readonly reset: (() => void) | null;
  readonly pin: (() => void) | null;
  readonly copyLink: (() => void) | null;
  readonly csv: (() => void) | null;
  readonly json: (() => void) | null;
}

interface Tool {
  readonly icon: TemplateResult;
  readonly label: string;
  /** Null: only the icon shows, the label is its name. */
  readonly text: string | null;
  readonly run: (() => void) | null;
  readonly keys?: string;
}

const tool = ({ icon, label, text, run, keys }: Tool) =>
  html`<button
    type="button"
    class=${text === null ? "quiet" : ""}
    aria-label=${text === label ? nothing : label}
    aria-keyshortcuts=${keys ?? nothing}
    title=${label}
    ?disabled=${run === null}
    @click=${run}
  >
    ${icon}${text === null ? nothing : html`<span>${text}</span>`}
  </button>`;

/** Undo, redo, reset; pin, link, export. An action that is null is shown but off. */
export function toolbarView(say: WhatifMessages, actions: ToolbarActions): TemplateResult {
  const { undo, redo, reset, pin, copyLink, csv, json } = actions;
  const exported = (format: string) => `${say.exportAs} ${format}`;
  return html`<div class="toolbar" role="group" aria-label=${say.title}>
    ${tool({ icon: undoIcon, label: say.undo, text: null, run: undo, keys: "Control+Z" })}
    ${tool({ icon: redoIcon, label: say.redo, text: null, run: redo, keys: "Control+Y" })}
    ${tool({ icon: resetIcon, label: say.resetAll, text: say.resetAll, run: reset })}
    <span class="divider" aria-hidden="true"></span>
    ${tool({ icon: pinIcon, label: say.pin, text: say.pin, run: pin })}
    ${tool({ icon: linkIcon, label: say.copyLink, text: say.copyLink, run: copyLink })}
    ${tool({ icon: downloadIcon, label: exported(say.exportCsv), text: say.exportCsv, run: csv })}
    ${tool({ icon: downloadIcon, label: exported(say.exportJson), text: say.exportJson, run: json })}
  </div>`;
}
