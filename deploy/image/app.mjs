import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";

/** Read by people, compilers and debuggers only. */
const LEFT_OUT = /\.(map|[cm]?ts|md|markdown|flow)$|\.tsbuildinfo$/i;
/** Where a package holds much more than is served from it. */
const SERVED = {
  "swagger-ui-dist": /^(package\.json|LICENSE|NOTICE|swagger-ui(-bundle\.js|\.css))$/,
};

/**
 * Copies the built server and the packages that it depends on, without what only builds and tests need.
 *
 * @param {string} source the repository, installed and built
 * @param {string} target
 */
export function copyApp(source, target) {
  for (const name of ["core", "elements", "server"]) {
    const folder = join("packages", name);
    copy(join(source, folder, "package.json"), join(target, folder, "package.json"));
    copy(join(source, folder, "dist"), join(target, folder, "dist"));
    const link = join("node_modules/@cdp-whatif", name);
    mkdirSync(dirname(join(target, link)), { recursive: true });
    symlinkSync(join("../../packages", name), join(target, link));
  }
  copy(join(source, "examples/demo"), join(target, "examples/demo"));
  copy(join(source, "LICENSE"), join(target, "LICENSE"));
  for (const folder of dependenciesOf(join(source, "packages/server"), source))
    copy(folder, join(target, relative(source, folder)));
}

/**
 * Folders of the packages that one needs at run time, and those need.
 *
 * @param {string} start @param {string} source
 * @returns {Set<string>}
 */
function dependenciesOf(start, source) {
  /** @type {Set<string>} */
  const found = new Set();
  const waiting = [start];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const { dependencies = {}, optionalDependencies = {} } = manifestOf(folder);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const path = folderOf(name, folder);
      if (path === null && name in optionalDependencies) continue;
      if (path === null) throw new Error(`${folder} needs ${name}, which is not installed`);
      // The elements are one self-contained file; ours are copied as they are built.
      const ours = dirname(realpathSync(path)) === join(realpathSync(source), "packages");
      if (found.has(path) || name === "@cdp-whatif/elements") continue;
      if (!ours) found.add(path);
      waiting.push(ours ? realpathSync(path) : path);
    }
  }
  return found;
}

/** @param {string} name @param {string} from @returns {string | null} */
function folderOf(name, from) {
  const folders = createRequire(join(from, "package.json")).resolve.paths(name) ?? [];
  const path = folders
    .map((folder) => join(folder, name))
    .find((one) => existsSync(join(one, "package.json")));
  return path ?? null;
}

/** @param {string} folder */
const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** @param {string} from @param {string} to */
function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  const served = SERVED[/** @type {keyof typeof SERVED} */ (basename(from))];
  cpSync(from, to, {
    recursive: true,
    filter(path) {
      const inner = relative(from, path);
      if (lstatSync(path).isDirectory()) return !inner.split("/").includes("node_modules");
      return served === undefined ? !LEFT_OUT.test(path) : served.test(inner);
    },
  });
}
