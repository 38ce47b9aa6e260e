import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import nodeResolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { rollup } from "rollup";
import esbuild from "rollup-plugin-esbuild";

/** Id of the module that holds the worker for fitted twins; its default export is the worker's whole code. */
export const TWIN_WORKER = "virtual:twin-worker";

/** Lowers TypeScript; `tsconfig` decides about decorators and class fields. */
const typescript = (/** @type {string} */ folder) =>
  esbuild({ target: "es2022", tsconfig: join(folder, "tsconfig.json"), sourceMap: true });

/** Resolves packages; the workspace's own are taken from their sources. */
const resolveFromSource = () =>
  nodeResolve({ browser: true, exportConditions: ["source"], extensions: [".ts", ".mjs", ".js"] });

const minify = (/** @type {Record<string, boolean | number>} */ compress = { passes: 3 }) =>
  terser({
    ecma: 2020,
    module: true,
    compress: { pure_getters: true, unsafe_arrows: true, ...compress },
    format: { comments: false },
  });

/** Leaves alike what is alike: more to write, less once it is packed (docs/decision/script-size.md). */
const forPacking = { hoist_funs: true, inline: 1, lhs_constants: false, passes: 1 };

/** What Rollup warns of inside dependencies, where only their authors could change it. */
const othersWarnings = ["CIRCULAR_DEPENDENCY", "INVALID_ANNOTATION"];

/**
 * Stops the build at an import that leads nowhere; keeps quiet about what is the dependencies' own.
 * @type {import("rollup").WarningHandlerWithDefault}
 */
const strictly = (warning, warn) => {
  if (warning.code === "UNRESOLVED_IMPORT") throw new Error(warning.message);
  const places = [...(warning.ids ?? []), ...(warning.id === undefined ? [] : [warning.id])];
  const isOthers = places.length > 0 && places.every((place) => place.includes("node_modules"));
  if (!isOthers || !othersWarnings.includes(warning.code ?? "")) warn(warning);
};

/**
 * Whether an import is left outside: the platform, and what the package depends on.
 *
 * @param {string} folder - of the package
 * @returns {(id: string) => boolean}
 */
function isOutside(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const outside = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  return (id) => id.startsWith("node:") || outside.some((name) => isOf(id, name));
}

/** Whether an import is of a package. @param {string} id @param {string} name */
const isOf = (id, name) => id === name || id.startsWith(`${name}/`);

/**
 * What a thread runs, in one file, with the dependencies left outside. It starts sooner than a hundred modules, and runs
 * faster: V8 takes a constant of the same module for one, but not one that is imported.
 *
 * @param {string} folder - of the package
 * @param {string} name - of the output and, under `src`, of the source, without ending
 * @param {readonly string[]} [within] - packages of the workspace that are taken in, from their sources
 * @returns {import("rollup").RollupOptions}
 */
export function thread(folder, name, within = []) {
  const isDependency = isOutside(folder);
  return {
    input: join(folder, "src", `${name}.ts`),
    external: (id) => isDependency(id) && !within.some((one) => isOf(id, one)),
    plugins: [
      nodeResolve({ extensions: [".ts", ".mjs", ".js"], exportConditions: ["source"] }),
      typescript(folder),
    ],
    onwarn: strictly,
    output: { file: join(folder, "dist", `${name}.js`), format: "es", sourcemap: true },
  };
}

/**
 * What a Web Worker runs, in one minified file with its dependencies, so that a page needs no bundler for it.
 *
 * @param {string} folder - of the package
 * @param {string} name - of the output and, under `src`, of the source, without ending
 * @returns {import("rollup").RollupOptions}
 */
export function webWorker(folder, name) {
  return {
    ...thread(folder, name),
    external: [],
    plugins: [resolveFromSource(), typescript(folder), minify()],
  };
}

/**
 * One output per source module and the dependencies left outside.
 *
 * @param {string} folder - of the package
 * @param {Record<string, string>} entries - name of the output → source, relative to the folder;
 *   those whose source does not exist are left out
 * @param {import("rollup").Plugin[]} [plugins]
 * @returns {import("rollup").RollupOptions[]} empty when no source exists
 */
export function modules(folder, entries, plugins = []) {
  const input = Object.fromEntries(
    Object.entries(entries)
      .map(([name, path]) => /** @type {const} */ ([name, join(folder, path)]))
      .filter(([, path]) => existsSync(path)),
  );
  if (Object.keys(input).length === 0) return [];
  return [
    {
      input,
      external: isOutside(folder),
      plugins: [
        ...plugins,
        nodeResolve({ extensions: [".ts", ".mjs", ".js"] }),
        typescript(folder),
      ],
      onwarn: strictly,
      output: {
        dir: join(folder, "dist"),
        format: "es",
        sourcemap: true,
        preserveModules: true,
        preserveModulesRoot: join(folder, "src"),
        entryFileNames: "[name].js",
      },
    },
  ];
}

/** What d3-array makes at its top for its other functions. */
const BISECTORS = /= (bisector\(.*);$/gm;

/**
 * Marks d3-array's bisectors as free of side effects, so that they are left out where nothing is looked up.
 *
 * @returns {import("rollup").Plugin}
 */
const pureBisectors = () => ({
  name: "pure-bisectors",
  transform: (code, id) =>
    id.endsWith("d3-array.mjs")
      ? { code: code.replaceAll(BISECTORS, "= /*@__PURE__*/(() => $1)();"), map: null }
      : null,
});

/**
 * Puts modules of a kind side by side in the output: gzip looks back 32 kB only, so that texts are smaller beside texts
 * and style sheets beside style sheets.
 *
 * @param {string} input - the module whose output it is
 * @param {readonly RegExp[]} kinds - of paths beside and below it; what the output does not hold must not be among them
 * @returns {import("rollup").Plugin}
 */
const sideBySide = (input, kinds) => ({
  name: "side-by-side",
  transform(code, id) {
    if (id !== input) return null;
    const files = readdirSync(dirname(input), { recursive: true, encoding: "utf8" }).sort();
    const alike = kinds.flatMap((kind) => files.filter((file) => kind.test(file)));
    const imports = alike.map((file) => `import ${JSON.stringify(join(dirname(input), file))};`);
    return { code: imports.join("") + code, map: null };
  },
});

const STYLE_SHEET = /css`([^`$]*)`/g;

/**
 * Takes out what templates hold only for the reader of their source: indentation, and in style sheets
 * comments and space around braces.
 *
 * @returns {import("rollup").Plugin}
 */
const compactTemplates = () => ({
  name: "compact-templates",
  transform(code, id) {
    if (!id.endsWith(".ts")) return null;
    const sheets = code.replaceAll(STYLE_SHEET, (_, /** @type {string} */ sheet) => {
      const bare = sheet.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/\s+/g, " ");
      return `css\`${bare.replaceAll(/ ?([{};,]) ?/g, "$1").trim()}\``;
    });
    // Line by line, so that the source map stays true.
    return { code: sheets.replaceAll(/\n[ \t]+/g, "\n"), map: null };
  },
});

/**
 * One minified file with everything in it, but for what it imports dynamically: that is a second one beside it.
 *
 * @param {string} folder - of the package
 * @param {object} options
 * @param {string} options.source - relative to the folder
 * @param {string} options.file - relative to the folder
 * @param {string} options.beside - name of the second file, which shares modules with the first by importing from it
 * @param {readonly RegExp[]} options.alike - kinds of modules that stand side by side
 * @param {import("rollup").Plugin[]} options.plugins
 * @returns {import("rollup").RollupOptions[]} empty when the source does not exist
 */
export function selfContained(folder, { source, file, beside, alike, plugins }) {
  const input = join(folder, source);
  if (!existsSync(input)) return [];
  return [
    {
      input,
      plugins: [
        ...plugins,
        compactTemplates(),
        pureBisectors(),
        sideBySide(input, alike),
        resolveFromSource(),
        typescript(folder),
        minify(),
      ],
      onwarn: strictly,
      preserveEntrySignatures: "allow-extension",
      output: {
        dir: join(folder, dirname(file)),
        entryFileNames: basename(file),
        chunkFileNames: beside,
        format: "es",
        sourcemap: true,
      },
    },
  ];
}

/**
 * Takes modules of our own in the place of packages.
 *
 * @param {string} folder - of the package
 * @param {Record<string, string>} instead - package → source, relative to the folder
 * @returns {import("rollup").Plugin}
 */
function replaced(folder, instead) {
  return {
    name: "replaced",
    resolveId: (id) => (Object.hasOwn(instead, id) ? join(folder, instead[id] ?? "") : null),
  };
}

/** Descriptions in schemas, which only documents are made from; one with braces in its text stays. */
const DESCRIPTION = /\.meta\(\{[^{}]*\}\)/g;

/**
 * Takes the descriptions out of schemas.
 *
 * @returns {import("rollup").Plugin}
 */
const undescribed = () => ({
  name: "undescribed",
  transform: (code, id) =>
    id.endsWith(".ts") ? { code: code.replaceAll(DESCRIPTION, ""), map: null } : null,
});

/** @typedef {{ start: number, end: number }} Place - of a node in its text */

/** Core's modules only make constants at their top, by calls that do nothing else: schemas, tables, what is made of them. */
const CONSTANT_MODULES = /core\/src\//;

/**
 * Marks calls that make top-level constants as free of side effects, so that unused schemas are left out.
 *
 * @returns {import("rollup").Plugin}
 */
const pureConstants = () => ({
  name: "pure-constants",
  transform(code, id) {
    if (!CONSTANT_MODULES.test(id)) return null;
    const calls = this.parse(code).body.flatMap((node) => {
      const made = node.type === "ExportNamedDeclaration" ? node.declaration : node;
      if (made?.type !== "VariableDeclaration") return [];
      return made.declarations.flatMap(({ init }) =>
        init?.type === "CallExpression" || init?.type === "NewExpression"
          ? [/** @type {typeof init & Place} */ (init)]
          : [],
      );
    });
    const marked = calls.reduceRight(
      (text, { start, end }) =>
        `${text.slice(0, start)}/*#__PURE__*/(() => ${text.slice(start, end)})()${text.slice(end)}`,
      code,
    );
    return { code: marked, map: null };
  },
});

/**
 * Bundles a worker into one classic script, so that it can start from a blob as well as from a file.
 *
 * @param {string} folder - of the package
 * @param {string} entry - path of the worker's source
 * @param {{ minified: boolean, instead?: Record<string, string> | undefined }} options
 * @returns {Promise<string>} its code
 */
async function workerCode(folder, entry, { minified, instead = {} }) {
  const bundle = await rollup({
    input: entry,
    plugins: [
      replaced(folder, instead),
      undescribed(),
      resolveFromSource(),
      typescript(folder),
      pureConstants(),
      ...(minified ? [minify(forPacking)] : []),
    ],
    treeshake: { propertyReadSideEffects: false },
    onwarn: strictly,
  });
  const { output } = await bundle.generate({ format: "iife", inlineDynamicImports: true });
  await bundle.close();
  return output[0].code;
}

/**
 * Supplies the module `virtual:twin-worker`, for Rollup and for Vitest alike, and the whole engine's worker as a file.
 *
 * @param {string} folder - of the package elements
 * @param {{ minified: boolean, file?: string, instead?: Record<string, string> | undefined }} options -
 *   `instead`: package → module of ours that takes its place in the workers, relative to the folder; `file`: name of the asset
 *   with the whole engine, which pages with lines load
 * @returns {import("rollup").Plugin}
 */
export function engineWorkers(folder, { minified, file, instead }) {
  const code = (/** @type {string} */ name) =>
    workerCode(folder, join(folder, `src/worker/${name}.ts`), { minified, instead });
  /** @type {Promise<string> | undefined} */
  let ofTwins;
  /** @type {Promise<string> | undefined} */
  let whole;
  return {
    name: "engine-workers",
    resolveId: (id) => (id === TWIN_WORKER ? `\0${TWIN_WORKER}` : null),
    async load(id) {
      if (id !== `\0${TWIN_WORKER}`) return null;
      ofTwins ??= code("twin-worker");
      return `export default ${JSON.stringify(await ofTwins)};`;
    },
    async generateBundle() {
      if (file === undefined) return;
      whole ??= code("engine-worker");
      this.emitFile({ type: "asset", fileName: file, source: await whole });
    },
  };
}

/**
 * Makes outputs into commands.
 *
 * @param {string[]} files - names in the output folder; their sources begin with `#!`
 * @returns {import("rollup").Plugin}
 */
export function executable(...files) {
  return {
    name: "executable",
    async writeBundle({ dir }, bundle) {
      for (const file of files) {
        const chunk = bundle[file];
        if (dir === undefined || chunk?.type !== "chunk") continue;
        if (!chunk.code.startsWith("#!")) this.error(`${file} must begin with #!/usr/bin/env node`);
        await chmod(join(dir, file), 0o755);
      }
    },
  };
}
