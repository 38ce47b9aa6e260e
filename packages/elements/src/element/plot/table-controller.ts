import type { ReactiveController, ReactiveControllerHost, TemplateResult } from "lit";
import { commonMessages } from "../../locale/common-messages.js";
import type { Locale } from "../../locale/locale.js";
import { type TableModel, toCsv } from "./table-model.js";
import { TABLE_PAGE, tableView } from "./table-view.js";

/** Saves a text as a file of the reader. */
function download(content: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The table behind a chart: folded or open, how many rows, and its export. */
export class TableController implements ReactiveController {
  #open = false;
  #shown = TABLE_PAGE;
  #note = "";

  /** @param name - of the exported file, without its ending */
  constructor(
    readonly host: ReactiveControllerHost,
    readonly name: string,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#note = "";
  }

  /** The table and its buttons; `model` is made only when it is needed. */
  view(model: () => TableModel, locale: Locale): TemplateResult {
    return tableView(model, {
      locale,
      open: this.#open,
      shown: this.#shown,
      note: this.#note,
      onToggle: (open) => {
        if (open === this.#open) return;
        this.#open = open;
        this.#shown = TABLE_PAGE;
        this.host.requestUpdate();
      },
      onMore: () => {
        this.#shown += TABLE_PAGE * 5;
        this.host.requestUpdate();
      },
      // The mark at its start tells spreadsheets that the file is UTF-8.
      onDownload: () => download(`\u{FEFF}${toCsv(model())}`, `${this.name}.csv`, "text/csv"),
      onCopy: () => this.#copy(toCsv(model()), locale),
    });
  }

  async #copy(csv: string, locale: Locale): Promise<void> {
    const say = commonMessages(locale);
    try {
      await navigator.clipboard.writeText(csv);
      this.#note = say.copied;
    } catch (refusal) {
      // Pages without https or focus have no clipboard; the file is always to be had.
      this.#note = refusal instanceof Error ? refusal.message : say.errorTitle;
    }
    this.host.requestUpdate();
  }
}
