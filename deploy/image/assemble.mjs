/**
 * Puts together the root folder of the image: node, the libraries it needs, the built packages and what they depend on.
 *
 *     node deploy/image/assemble.mjs /image
 *
 * Runs in the build stage of the Dockerfile, on Debian. Nothing else gets into the image: no shell, no package manager.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { copyApp } from "./app.mjs";

const [image = ""] = process.argv.slice(2);
if (!image.startsWith("/")) throw new Error("expected the folder of the image as an absolute path");
const source = process.cwd();
const app = "/opt/cdp-whatif";
const at = (/** @type {string} */ path) => join(image, path);

for (const folder of ["etc", "tmp", "usr/local/bin", "var/lib/dpkg/status.d"])
  mkdirSync(at(folder), { recursive: true });
chmodSync(at("tmp"), 0o1777);

copyApp(source, at(app));
copyProgram(process.execPath, "/usr/local/bin/node");
const addons = filesBelow(at(`${app}/node_modules/@duckdb`)).filter((file) =>
  /\.(so|node)$/.test(file),
);
for (const file of addons) strip(file);
for (const library of libraries([at("/usr/local/bin/node"), ...addons])) copyLibrary(library);

writeFileSync(
  at("usr/local/bin/cdp-whatif"),
  `#!/usr/local/bin/node\nimport("${app}/packages/server/dist/cli.js");\n`,
  { mode: 0o755 },
);
writeFileSync(at("etc/passwd"), "cdp:x:10001:10001:cdp-whatif:/data:/sbin/nologin\n");
writeFileSync(at("etc/group"), "cdp:x:10001:\n");
writeFileSync(at("etc/nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files dns\n");
copyFileSync("/etc/os-release", at("etc/os-release"));

/** @param {string} from @param {string} to */
function copyProgram(from, to) {
  copyFileSync(from, at(to));
  chmodSync(at(to), 0o755);
  strip(at(to));
}

/** Takes away the names that only debuggers read. @param {string} file */
function strip(file) {
  execFileSync("strip", ["--strip-unneeded", file]);
}

/** @param {readonly string[]} programs @returns {Set<string>} paths of shared libraries, the loader included */
function libraries(programs) {
  const found = new Set();
  for (const program of programs) {
    for (const line of execFileSync("ldd", [program], { encoding: "utf8" }).split("\n")) {
      const path = /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1];
      if (path !== undefined && !path.startsWith(image)) found.add(path);
    }
  }
  return found;
}

/** Copies a library to the path that it is looked for at, with the note of its package that scanners read. */
function copyLibrary(/** @type {string} */ path) {
  mkdirSync(at(dirname(path)), { recursive: true });
  copyFileSync(path, at(path));
  const owner = packageOf(path);
  if (owner === null) return;
  const note = at(`var/lib/dpkg/status.d/${owner}`);
  if (existsSync(note)) return;
  writeFileSync(note, execFileSync("dpkg", ["--status", owner]));
  const copyright = `usr/share/doc/${owner}/copyright`;
  if (!existsSync(`/${copyright}`)) return;
  mkdirSync(at(dirname(copyright)), { recursive: true });
  copyFileSync(`/${copyright}`, at(copyright));
}

/** The Debian package that a file belongs to, null when it is of none. @param {string} path */
function packageOf(path) {
  // The loader's folder is a link on Debian: the package may know the file by either path.
  for (const name of [
    path,
    `/usr${path}`,
    path.replace(/^\/usr/, ""),
    path.replace("/lib64/", "/lib/x86_64-linux-gnu/"),
  ]) {
    try {
      const found = execFileSync("dpkg", ["--search", name], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
      return found.split(":")[0] ?? null;
    } catch (error) {
      if (!(error instanceof Error && "status" in error && error.status === 1)) throw error;
    }
  }
  return null;
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
