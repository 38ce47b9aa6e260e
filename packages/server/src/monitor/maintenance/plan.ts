import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";
import { writeDurably } from "../../notify/write-durably.js";
import { invalidInput } from "../invalid-input.js";
import { MaintenanceWindow } from "./window.js";

const Plan = z.strictObject({ windows: z.array(MaintenanceWindow) });

/** The file in a monitor's folder that holds the windows of maintenance. */
export const planPath = (folder: string) => join(folder, "maintenance.json");

/**
 * The planned windows of a folder; none when there is no such file.
 *
 * @throws CoreError `invalid_input` that names the file and each place
 */
export async function readPlan(folder: string): Promise<MaintenanceWindow[]> {
  const path = planPath(folder);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CoreError("invalid_input", `${path} is not JSON`, [], { cause: error });
  }
  const found = Plan.safeParse(value);
  if (!found.success) throw invalidInput(found.error, path);
  return found.data.windows;
}

/**
 * Plans a window. Only what is still to come can be planned, so that no outage can be declared planned afterwards.
 *
 * @throws CoreError `invalid_input`
 */
export async function planWindow(
  folder: string,
  { window, now }: { window: unknown; now: number },
): Promise<MaintenanceWindow> {
  const found = MaintenanceWindow.safeParse(window);
  if (!found.success) throw invalidInput(found.error, "the window");
  // A minute for whoever writes "now".
  if (Date.parse(found.data.from) < now - 60_000) {
    throw new CoreError(
      "invalid_input",
      `the window begins at ${found.data.from}, which is past: an outage cannot be made planned afterwards`,
      [{ pointer: "/from", detail: "expected a time that is still to come" }],
    );
  }
  const windows = await readPlan(folder);
  if (windows.some(({ id }) => id === found.data.id)) {
    throw new CoreError(
      "invalid_input",
      `there is a window ${JSON.stringify(found.data.id)} already`,
    );
  }
  await writePlan(folder, [...windows, found.data]);
  return found.data;
}

/**
 * Takes a window off the plan. One that has begun is ended now instead: what it covered so far stays covered.
 *
 * @throws CoreError `not_found`
 */
export async function unplanWindow(
  folder: string,
  { id, now }: { id: string; now: number },
): Promise<"removed" | "ended"> {
  const windows = await readPlan(folder);
  const window = windows.find((one) => one.id === id);
  if (window === undefined) {
    const known = windows.map((one) => one.id).join(", ") || "none";
    throw new CoreError(
      "not_found",
      `there is no window ${JSON.stringify(id)}; there are: ${known}`,
    );
  }
  const others = windows.filter((one) => one !== window);
  if (Date.parse(window.from) >= now) {
    await writePlan(folder, others);
    return "removed";
  }
  const moment = new Date(now).toISOString();
  const { repeat } = window;
  const ended =
    repeat === undefined
      ? { ...window, to: Date.parse(window.to) < now ? window.to : moment }
      : { ...window, until: moment };
  await writePlan(folder, [...others, ended]);
  return "ended";
}

function writePlan(folder: string, windows: readonly MaintenanceWindow[]): Promise<void> {
  return writeDurably(planPath(folder), `${JSON.stringify({ windows }, null, 2)}\n`);
}
