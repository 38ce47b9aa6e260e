import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { settingGroups } from "../../src/setting/index.js";
import type { Setting } from "../../src/setting/setting.js";

const root = join(import.meta.dirname, "../../../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly depends_on?: unknown;
  readonly networks?: readonly string[];
  readonly command?: readonly string[];
  readonly deploy?: { readonly resources: { readonly limits: { cpus: string; memory: string } } };
}
const compose: {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
} = parse(read("compose.yaml"), { merge: true });
const services = Object.entries(compose.services);
const withoutProfile = services.filter(([, { profiles }]) => profiles === undefined);

it("has a compose file that the specification's schema accepts", () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, "compose-spec.json"), "utf8"));
  // Where the dialect is named with https, as no validator knows it.
  const validate = ajv.compile({ ...schema, $schema: "http://json-schema.org/draft-07/schema#" });
  expect(validate(compose) ? [] : validate.errors).toEqual([]);
});

it("names only networks, volumes and files that are there", () => {
  const wrong = services.flatMap(([name, { networks = [], volumes = [] }]) => [
    ...networks.filter((one) => !(one in compose.networks)).map((one) => [name, one]),
    ...volumes
      .map((one) => one.split(":")[0] ?? "")
      .filter((from) =>
        from.startsWith(".") ? !existsSync(join(root, from)) : !(from in compose.volumes),
      )
      .map((one) => [name, one]),
  ]);
  expect(wrong).toEqual([]);
});

it("sets only variables that are settings", () => {
  const groups = Object.values(settingGroups).flatMap((group): Setting[] => Object.values(group));
  const known = new Set(groups.flatMap(({ env }) => [env, `${env}_FILE`]));
  const set = services.flatMap(([, { environment = {} }]) => Object.keys(environment));
  expect(set.filter((name) => name.startsWith("CDP_") && !known.has(name))).toEqual([]);
});

it.each([
  ["api", "1", "512M", 8000],
  ["dashboard", "1", "1G", 8501],
  ["redis", "0.5", "256M", null],
])(
  "gives %s the resources and the port of the architecture document",
  (name, cpus, memory, port) => {
    const service = compose.services[name];
    expect(service?.deploy?.resources.limits).toMatchObject({ cpus, memory });
    const published = (service?.ports ?? []).map((one) => one.split(":").slice(-2).join(":"));
    expect(published).toEqual(port === null ? [] : [`${port}:${port}`]);
  },
);

it("runs nothing with more than it needs", () => {
  for (const [name, service] of withoutProfile) {
    expect({ name, ...service }).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      restart: name === "setup" ? "no" : "unless-stopped",
    });
  }
  for (const [, { image = "" }] of services) expect(image).toMatch(/:[^:]+$/);
  expect(compose.networks.inside).toEqual({ internal: true });
  expect(compose.services.redis?.command).toContain("--maxmemory-policy");
});

it("has a Dockerfile whose last stage is neither root nor in need of a shell", () => {
  const lines = read("Dockerfile")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n");
  const instructions = lines.filter((line) => /^[A-Z]+ /.test(line));
  const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith("FROM ")));
  const of = (name: string) =>
    last.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  expect(of("FROM")).toEqual(["scratch"]);
  expect(of("USER")).toEqual(["10001:10001"]);
  expect(of("RUN")).toEqual([]);
  expect(of("ENTRYPOINT")).toEqual(['["cdp-whatif"]']);
  expect(of("CMD")).toEqual(['["serve"]']);
  expect(of("HEALTHCHECK")[0]).toMatch(/CMD \["cdp-whatif", "health"\]$/);
  // What the build copies is there, and gets into the context.
  const ignored = read(".dockerignore").split("\n");
  const copied = instructions
    .filter((line) => line.startsWith("COPY ") && !line.includes("--from"))
    .flatMap((line) => line.split(" ").slice(1, -1));
  for (const path of copied) {
    expect(existsSync(join(root, path)), path).toBe(true);
    const parts = path.split("/");
    const let_in = parts.some((_, i) => ignored.includes(`!${parts.slice(0, i + 1).join("/")}`));
    expect(let_in, path).toBe(true);
  }
});

const analyze = spawnSync("systemd-analyze", ["--version"], { encoding: "utf8" });
it.skipIf(analyze.error !== undefined)("has hardened units that systemd understands", () => {
  for (const name of ["cdp-whatif", "cdp-whatif-monitor"]) {
    const unit = join(root, `deploy/systemd/${name}.service`);
    const { stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", unit], {
      encoding: "utf8",
    });
    // The program itself is not installed here.
    const said = stderr
      .split("\n")
      .filter((line) => line.includes(name) && !line.includes("is not executable"));
    expect(said).toEqual([]);
    const judged = spawnSync(
      "systemd-analyze",
      ["security", "--offline=true", "--threshold=20", unit],
      { encoding: "utf8" },
    );
    expect({ status: judged.status, stderr: judged.stderr }).toEqual({ status: 0, stderr: "" });
  }
});
