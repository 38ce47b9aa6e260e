import { adapters, databaseClients, forbiddenTo, order } from "./scripts/rooms.mjs";

const core = "packages/core/src";
const quote = (text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const anyOf = (names) => names.map(quote).join("|");
/** Matches the files of some rooms: `error` is a file, the others are folders. */
const inRooms = (rooms) => `^${core}/(${anyOf(rooms)})(/|\\.ts$)`;
const tests = "\\.test\\.ts$";

const roomRules = order.flat().flatMap((room) => {
  const forbidden = forbiddenTo(room);
  if (forbidden.length === 0) return [];
  return {
    name: `core-${room}-imports-only-earlier-rooms`,
    comment: `${room}/ must not import ${forbidden.join(", ")} (scripts/rooms.mjs)`,
    severity: "error",
    from: { path: inRooms([room]) },
    to: { path: inRooms(forbidden) },
  };
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...roomRules,
    {
      name: "core-rooms-are-listed",
      comment: "every room of core stands in scripts/rooms.mjs",
      severity: "error",
      from: { path: `^${core}/`, pathNot: [inRooms(order.flat()), `^${core}/index\\.ts$`] },
      to: {},
    },
    {
      name: "core-rooms-do-not-import-the-index",
      severity: "error",
      from: { path: `^${core}/.+/` },
      to: { path: `^${core}/index\\.ts$` },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "core-knows-no-other-package",
      severity: "error",
      from: { path: "^packages/core/" },
      to: { path: "^packages/(elements|server)/|@cdp-whatif/(elements|server)" },
    },
    {
      name: "core-only-by-its-entry-points",
      severity: "error",
      from: { path: "^(packages/(elements|server)|examples|bench)/" },
      to: {
        path: `^${core}/`,
        pathNot: `^${core}/(error|((seal|node|web|nats|postgres|duckdb|clickhouse|synthetic|testing)/)?index)\\.ts$`,
      },
    },
    {
      name: "core-by-its-name",
      comment: "other packages say @cdp-whatif/core, not a relative path",
      severity: "error",
      from: { path: "^(packages/(elements|server)|examples|bench)/" },
      to: { path: "^packages/core/", dependencyTypesNot: ["aliased-workspace"] },
    },
    {
      name: "elements-only-by-its-entry-points",
      severity: "error",
      from: { path: "^(packages/server|examples|bench)/" },
      to: { path: "^packages/elements/src/", pathNot: "^packages/elements/src/index\\.ts$" },
    },
    {
      name: "elements-do-not-know-the-server",
      severity: "error",
      from: { path: "^packages/elements/", pathNot: "^packages/elements/test/" },
      to: { path: "^packages/server/" },
    },
    {
      name: "elements-run-in-pages",
      comment: "neither Node built-ins nor core's adapters",
      severity: "error",
      from: { path: "^packages/elements/src/", pathNot: tests },
      to: { path: inRooms([...adapters, "testing"]) },
    },
    {
      name: "monitor-brings-no-engine",
      comment: "the monitor is a small process: no engine, no database, no server",
      severity: "error",
      from: { path: "^packages/server/src/(monitor/|command/monitor/)", pathNot: tests },
      to: { reachable: true, path: [`^${core}/index\\.ts$`, "@duckdb/", "/hono/"] },
    },
    {
      name: "node-built-ins-stay-in-adapters",
      severity: "error",
      from: { path: `^(${core}|packages/elements/src)/`, pathNot: [inRooms(adapters), tests] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "only-node-listens",
      comment:
        "of the server only node.ts opens a port, with what stands around it in listener/ and transport/, and the dashboard as a process of its own; all else is a function from request to answer (client-address.ts only reads addresses; monitor/probe/ and the command health ask)",
      severity: "error",
      from: {
        path: "^packages/server/src/",
        pathNot: [
          "^packages/server/src/(node\\.ts|(listener|transport|monitor/probe|dashboard)/|command/(health|dashboard)\\.ts|access/client-address\\.ts)",
          tests,
        ],
      },
      to: { path: "^(node:)?(http|https|http2|net|tls|dgram)$" },
    },
    {
      name: "database-clients-stay-in-adapters",
      severity: "error",
      from: {
        path: "^packages/",
        pathNot: [
          inRooms(["postgres", "duckdb", "clickhouse"]),
          "^packages/server/src/cache/",
          "/test/",
          tests,
        ],
      },
      to: { path: `node_modules/(${anyOf(databaseClients)})` },
    },
    {
      name: "d3-stays-in-chart-and-format",
      severity: "error",
      from: { path: "^packages/", pathNot: "^packages/elements/src/(chart|format)/" },
      to: { path: "node_modules/(@types/)?d3-" },
    },
    {
      name: "sources-do-not-import-tests",
      severity: "error",
      from: { path: "^packages/[^/]+/src/", pathNot: tests },
      to: { path: [tests, "^packages/[^/]+/test/", "^scripts/"] },
    },
    {
      name: "nothing-unresolved",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^virtual:" },
    },
    {
      name: "only-declared-dependencies",
      severity: "error",
      from: { path: "^packages/[^/]+/src/", pathNot: tests },
      to: {
        dependencyTypes: ["npm-no-pkg", "npm-unknown", "npm-dev"],
        // The contract that stores are tested with brings its user's own vitest and fast-check.
        pathNot: "node_modules/(vitest|fast-check)/",
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^packages/[^/]+/dist/" },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["source", "types", "import", "node", "default"],
      extensions: [".ts", ".mts", ".mjs", ".js", ".json"],
    },
  },
};
