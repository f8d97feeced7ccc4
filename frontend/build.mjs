// Builds src/sakaguru/ui/static/ui: two style sheets and five scripts.
//
// app.*    every page of the programme; Tabler, purged of what no template names
// light.*  pages for phones on weak lines (those that extend ui/base_light.html)
// upload   pages where a file may be added
// capture, worker   answering without a connection

import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build, transform } from "esbuild";
import { PurgeCSS } from "purgecss";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "src/sakaguru");
const target = join(source, "ui/static/ui");
const tabler = join(root, "node_modules/@tabler/core/dist/css/tabler.css");
const budgets = { "app.css": 30, "app.js": 20, "light.css": 12, "light.js": 4, "upload.js": 3, "capture.js": 18.5, "worker.js": 3 }; // kB gzip; packers differ by some bytes
const browsers = ["chrome90", "firefox90", "safari14"];

async function files(folder, endings) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && endings.some((end) => entry.name.endsWith(end)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

async function read(paths) {
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, "utf8") })));
}

/** The rules of Tabler that one of the texts names. */
async function purged(texts) {
  const [result] = await new PurgeCSS().purge({
    content: texts.map(({ text }) => ({ raw: text, extension: "html" })),
    css: [{ raw: await readFile(tabler, "utf8") }],
    defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
    variables: true,
    keyframes: true,
    fontFace: true,
    // what only Django, htmx or a data attribute writes
    safelist: { standard: ["htmx-request", "is-invalid"] },
    blocklist: [/^\[?data-bs-theme/, /^theme-/],
  });
  return result.css;
}

async function styles(name, texts) {
  const ours = await build({
    entryPoints: [join(root, `frontend/css/${name}.css`)],
    bundle: true,
    write: false,
    target: browsers,
  });
  const css = (await purged(texts)) + ours.outputFiles[0].text;
  const { code } = await transform(css, {
    loader: "css",
    minify: true,
    target: browsers,
    legalComments: "none",
  });
  await writeFile(join(target, `${name}.css`), code);
}

async function scripts() {
  await build({
    entryPoints: ["app", "light", "upload", "capture", "worker"].map((name) => join(root, `frontend/ts/${name}.ts`)),
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2021"],
    legalComments: "none",
    outdir: target,
  });
}

async function report() {
  let failed = false;
  for (const [name, budget] of Object.entries(budgets)) {
    const size = gzipSync(await readFile(join(target, name)), { level: 9 }).length / 1000;
    const verdict = size > budget ? `over the budget of ${budget} kB` : `of ${budget}`;
    console.log(`${name.padEnd(10)} ${size.toFixed(1).padStart(5)} kB gzip, ${verdict}`);
    failed ||= size > budget;
  }
  process.exitCode = failed ? 1 : 0;
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const all = await read([
  ...(await files(source, [".html"])),
  ...(await files(join(source, "ui"), [".py"])),
  ...(await files(join(root, "frontend/ts"), [".ts"])),
]);
const shared = join("ui", "templates", "ui");
const light = all.filter(
  ({ path, text }) =>
    text.includes("ui/base_light.html") ||
    path.endsWith("base_light.html") ||
    relative(source, path).startsWith(join(shared, "forms")),
);
await Promise.all([styles("app", all), styles("light", light), scripts()]);
await report();
