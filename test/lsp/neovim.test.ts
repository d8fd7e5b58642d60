import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { scratchFolder } from "../support/scratch.ts";

const NEOVIM = "nvim";
const INSTALLER = "apt-get";
const SERVER = fileURLToPath(new URL("../../server/dist/main.cjs", import.meta.url));
const { folder, remove } = scratchFolder("neovim");
afterAll(remove);

/** Why Neovim is not here; null when it is. As root it is installed when it is missing. */
function missing(): string | null {
  if (spawnSync(NEOVIM, ["--version"]).status === 0) return null;
  if (process.getuid?.() !== 0) return "Neovim is not installed";
  const install = spawnSync(INSTALLER, ["install", "-y", "--no-install-recommends", "neovim"], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    timeout: 100_000,
  });
  return install.status === 0 ? null : "Neovim is not installed, and apt-get cannot install it";
}

const reason = missing();

/** What a user of Neovim 0.7 writes into init.lua, and then what this test looks at, as JSON lines in a file. */
const script = (file: string, out: string) => `
local out = io.open(${JSON.stringify(out)}, "w")
local function say(value) out:write(vim.json.encode(value) .. "\\n") out:flush() end
local function shown()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, { line = one.lnum + 1, column = one.col + 1, severity = one.severity, code = one.code or one.user_data.lsp.code, message = one.message })
  end
  table.sort(found, function(a, b) return a.line < b.line end)
  return found
end
local function wait(count)
  return vim.wait(30000, function() return #vim.diagnostic.get(0) == count end, 10)
end
vim.cmd("edit ${file}")
local client = vim.lsp.start_client({
  name = "orchex",
  cmd = { ${JSON.stringify(process.execPath)}, ${JSON.stringify(SERVER)}, "--stdio" },
  root_dir = ${JSON.stringify(folder)},
})
vim.lsp.buf_attach_client(0, client)
say({ arrived = wait(2), shown = shown() })
vim.api.nvim_win_set_cursor(0, { 4, 34 })
local hover = vim.lsp.buf_request_sync(0, "textDocument/hover", vim.lsp.util.make_position_params(), 10000)
say({ hover = hover[client].result.contents.value })
vim.api.nvim_buf_set_lines(0, 4, 5, true, { 'export const b = etl.task("b", { requires: ["extract"] }, ({ extract }) => extract);' })
say({ arrived = wait(1), shown = shown() })
vim.lsp.stop_client(client)
say({ stopped = vim.wait(10000, function() return vim.lsp.client_is_stopped(client) end, 10) })
out:close()
`;

test.skipIf(reason !== null)(
  `Neovim shows what is wrong while it is typed${reason === null ? "" : ` (${reason})`}`,
  () => {
    const file = join(folder, "flow with ünïcode.ts");
    writeFileSync(
      file,
      [
        'import { Dag } from "orchex";',
        "",
        'const etl = new Dag("etl");',
        'export const extract = etl.task("extract", () => 1);',
        'export const b = etl.task("b", { requires: ["extrct"] }, () => 2);',
        'export const c = etl.task("c", { requires: ["c"] }, () => 3);',
        "",
      ].join("\n"),
    );
    const [lua, out] = [join(folder, "drive.lua"), join(folder, "out.jsonl")];
    writeFileSync(lua, script(file.replaceAll(" ", "\\\\ "), out));
    const home = join(folder, "home");
    mkdirSync(home);
    const run = spawnSync(
      NEOVIM,
      ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", `luafile ${lua}`, "-c", "qall!"],
      {
        env: { ...process.env, HOME: home, XDG_CACHE_HOME: home, XDG_STATE_HOME: home, ORCHEX_CACHE: "" },
        timeout: 90_000,
        encoding: "utf8",
      },
    );
    expect(run.stderr).not.toContain("Error");
    const lines = readFileSync(out, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchInlineSnapshot(`
      [
        {
          "arrived": true,
          "shown": [
            {
              "code": "task.unknown-requirement",
              "column": 46,
              "line": 5,
              "message": "Task 'b' requires 'extrct', which does not exist. Did you mean 'extract'?",
              "severity": 1,
            },
            {
              "code": "task.self-requirement",
              "column": 46,
              "line": 6,
              "message": "Task 'c' requires itself. Remove the requirement.",
              "severity": 1,
            },
          ],
        },
        {
          "hover": "**\`extract\`** · task of \`etl\` · wave 1 of 1",
        },
        {
          "arrived": true,
          "shown": [
            {
              "code": "task.self-requirement",
              "column": 46,
              "line": 6,
              "message": "Task 'c' requires itself. Remove the requirement.",
              "severity": 1,
            },
          ],
        },
        {
          "stopped": true,
        },
      ]
    `);
  },
);
