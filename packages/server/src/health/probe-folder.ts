import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "./check.js";
import { type Limits, levelOf } from "./level.js";

/** Space that a folder of ours takes of what it may take. */
export interface VolumeUse {
  readonly bytes: number;
  readonly budgetBytes: number;
}

/** What is looked at, and from where it counts. */
export interface FolderLimits {
  /** Percent of the disk in use. */
  readonly diskPercent: Limits;
  /** Percent of the budget in use. */
  readonly volumePercent: Limits;
}

const MIB = 2 ** 20;

/** However full in percent, a disk with so much space left is not full. */
const ENOUGH_BYTES = { warn: 2048 * MIB, fail: 256 * MIB };

/** Writes to a folder and reads it back, and sees how much space is left there. @throws Error of the file system */
export async function probeFolder(
  folder: string,
  { diskPercent, volumePercent }: FolderLimits,
  volumeUse: (() => Promise<VolumeUse>) | undefined,
): Promise<Finding> {
  await mkdir(folder, { recursive: true });
  await writeAndRead(folder);
  const { blocks, bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const disk = levelOf("disk in use", {
    found: 100 * (1 - bavail / Math.max(1, blocks)),
    limits: {
      warn: free < ENOUGH_BYTES.warn ? diskPercent.warn : Number.POSITIVE_INFINITY,
      fail: free < ENOUGH_BYTES.fail ? diskPercent.fail : Number.POSITIVE_INFINITY,
    },
    unit: "%",
  });
  if (volumeUse === undefined || disk.level === "fail") return disk;
  const { bytes, budgetBytes } = await volumeUse();
  const volume = levelOf("data's budget in use", {
    found: (100 * bytes) / budgetBytes,
    limits: volumePercent,
    unit: "%",
  });
  return volume.level === "pass" ? disk : volume;
}

async function writeAndRead(folder: string): Promise<void> {
  const file = join(folder, `.health-${randomUUID()}`);
  const content = randomUUID();
  try {
    await writeFile(file, content);
    const found = await readFile(file, "utf8");
    if (found !== content) throw new Error(`read back ${found.length} other bytes than written`);
  } finally {
    await rm(file, { force: true });
  }
}
