import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { CANARY, caseName, expectAnswer, expectRefusal } from "./badCase.ts";

/** What answers on the port, in the forms below: a real server, nobody, who hangs up, speaks HTTP, or only seems to know TLS. */
const ports = { real: 0, nobody: 0, deaf: 0, http: 0, tls: 0 };
const servers: Server[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  ports.real = Number(new URL(inject("postgresUrl")).port);
  ports.nobody = await listen((socket) => socket.end());
  await closed(servers.pop());
  ports.deaf = await listen((socket) => socket.destroy());
  ports.http = await listen((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  ports.tls = await listen((socket) => {
    socket.once("data", () => {
      socket.write("S");
      socket.once("data", () => socket.end("no handshake"));
    });
  });
});
afterAll(() => Promise.all(servers.map(closed)));

async function listen(answer: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    answer(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function closed(server: Server | undefined): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server?.close(resolve));
}

/** No form of a URL: refused before anybody is asked. */
const NO_URLS = [
  "P",
  "not a url P",
  "//me:P@h/x",
  "me:P@h/x",
  "mysql://me:P@h/x",
  "http://me:P@h/x",
  "jdbc:postgresql://h/x?user=me&password=P",
  "postgres:P",
  "postgres//me:P@h/x",
  "host=h password=P",
  "host=h user=me password='P' dbname=x",
  "dbname=x password=P",
  "postgres://me:P@[nonsense",
  "postgres://me:P@[::1/x",
  "postgres://me:P@h:port/x",
  "postgres://me:P@h:99999/x",
  "postgres://me:P@h:-1/x",
  "postgres://me:12/P@h/x",
  "postgres://me:12#P@h/x",
  "postgres://me:12?P@h/x",
  "postgres://me:a/P@h/x",
  "postgres://me:a#P@h/x",
  "postgres://me:a?P@h/x",
  "/nowhere/me:P@h/x",
  "socket:P",
  "postgres://me:P@127.0.0.1:0/x",
  "postgres://me:P@h/x?host=127.0.0.1&port=0",
  "postgres://me:P@h/x?host=127.0.0.1&port=99999",
  "postgres://me:P@h/x?host=127.0.0.1&port=x",
  "postgres://me:P@h/x#fragment",
  "postgres://me:12/P/34@h/x",
  "postgres://me:P@h/a@b",
  '"postgres://me:P@h/x"',
  "'postgres://me:P@h/x'",
  "psql postgres://me:P@h/x",
  "postgres://me:P@h/x?sslcert=/nowhere/P.crt",
  "postgres://me:P@h/x?sslrootcert=/nowhere/P.pem",
  "\u001b[31mpostgres://me:P@h/x",
  "${DATABASE_URL:-P}",
];

/** Understood: what is wrong is told by whoever is asked. Each with what the line says. */
const UNREACHED: readonly (readonly [string, string])[] = [
  ["postgres://tester:P@127.0.0.1:REAL/postgres", "refuses this user or password"],
  ["postgres://me:P%zz@nowhere.invalid/x", "cannot be reached"],
  ["postgres://me:P@nowhere.invalid/x%zz", "cannot be reached"],
  ["postgres://tester:P%40%2F%23@127.0.0.1:REAL/postgres", "refuses this user or password"],
  ["postgres://tester:%50%52P@127.0.0.1:REAL/postgres", "refuses this user or password"],
  ["postgres://tester:P@@127.0.0.1:REAL/postgres", "refuses this user or password"],
  ["postgres://tester:P:P@127.0.0.1:REAL/postgres", "refuses this user or password"],
  ["postgres://tester:P\\P@127.0.0.1:REAL/postgres", "refuses this user or password"],
  ["postgres://tester:P P@127.0.0.1:REAL/postgres", "refuses this user or password"],
  ["postgres://tester:P\u001b[31m@127.0.0.1:REAL/postgres", "refuses this user or password"],
  ["postgres://127.0.0.1:REAL/postgres?user=tester&password=P", "refuses this user or password"],
  ["postgres:///postgres?host=127.0.0.1&port=REAL&user=tester&password=P", "refuses this user or password"],
  ["postgres://tester:P@/postgres?host=127.0.0.1&port=REAL", "refuses this user or password"],
  ["postgres://tester:P@127.0.0.1:REAL/postgres?application_name=P", "refuses this user or password"],
  ["postgres://tester:P@127.0.0.1:REAL/postgres?options=-c%20work_mem%3DP", "refuses this user or password"],
  ["postgres://tester:P@localhost:REAL", "refuses this user or password"],
  ["postgres://tester@127.0.0.1:REAL/postgres", "asks for a password"],
  ["postgres://tester:@127.0.0.1:REAL/postgres", "asks for a password"],
  ["postgres://tester:P@127.0.0.1:REAL/postgres?sslmode=require&uselibpqcompat=true", "SSL"],
  ["postgres://tester:P@127.0.0.1:REAL/postgres?ssl=true", "SSL"],
  ["postgres://tester:P@127.0.0.1:REAL/postgres?sslmode=verify-full", "SSL"],
  ["postgres://me:P@127.0.0.1:NOBODY/x", "cannot be reached"],
  ["postgres://me:P@[::1]:NOBODY/x", "cannot be reached"],
  ["postgres://me:P@localhost:NOBODY/x?sslmode=disable", "cannot be reached"],
  ["postgres://me:P@nowhere.invalid/x", "cannot be reached"],
  ["postgres://me:P@xn--nowhere-.invalid/x", "cannot be reached"],
  ["postgres://me:P@/x?host=/nowhere/at/all", "cannot be reached"],
  ["postgres://me:P@%2Fnowhere%2Fat%2Fall/x", "cannot be reached"],
  ["socket:/nowhere/at/all?db=x&user=me&password=P", "cannot be reached"],
  ["/nowhere/at/all x", "cannot be reached"],
  ["postgres://me:P@/x?host=/dev/null", "cannot be reached"],
  ["postgres://me:P@127.0.0.1:DEAF/x", "cannot be reached"],
  ["postgres://me:P@127.0.0.1:DEAF/x?sslmode=require&uselibpqcompat=true", "cannot be reached"],
  ["postgres://me:P@127.0.0.1:HTTP/x", "cannot be reached"],
  ["postgres://me:P@127.0.0.1:TLS/x?ssl=true", "No secure connection"],
  ["postgres://me:P@127.0.0.1:HTTP/x?sslmode=require&uselibpqcompat=true", "SSL"],
];

function filled(form: string): string {
  const placed = Object.entries(ports).reduce(
    (text, [name, port]) => text.replace(name.toUpperCase(), `${port}`),
    form,
  );
  return placed.replaceAll(/(?<![A-Za-z])P(?![A-Za-z])/g, CANARY);
}

describe("a URL that is none is refused without being shown:", () => {
  test.each(NO_URLS)("%s", async (form) => {
    await expectRefusal({
      args: ["runs"],
      env: { DATABASE_URL: filled(form) },
      code: 2,
      says: ["DATABASE_URL is not a URL of a Postgres database, from the environment. Write postgresql://"],
    });
  });
});

describe("what is asked and does not let us in is told without the password:", () => {
  test.each(UNREACHED)("%s", async (form, text) => {
    await expectRefusal({ args: ["runs"], env: { DATABASE_URL: filled(form) }, code: 3, says: [text] });
  });
});

describe("every command that knows the URL keeps its secret:", () => {
  const DATABASE_URL = `postgres://tester:${CANARY}@127.0.0.1:REAL/postgres?password=${CANARY}`;
  const REFUSED = [
    ["init-db"],
    ["enqueue", "--dag=etl"],
    ["report", "0198a2b4-0000-7000-8000-00000000000f"],
    ["queue-depth"],
    ["failures"],
    ["stale-locks"],
    ["workers"],
    ["worker", "--dag=etl.ts:etl"],
    ["worker", "--dag=etl.ts:etl", "--inline", "-v", "--log-level=debug"],
    ["snapshot", "--dag=etl.ts:etl"],
    ["drift", "--dag=etl.ts:etl"],
    ["demo"],
  ];
  test.each(REFUSED.map((args) => [caseName({ args }), args] as const))("%s", async (_name, args) => {
    await expectRefusal({ args, env: { DATABASE_URL: filled(DATABASE_URL) }, code: 3 });
  });

  test.each([DATABASE_URL, ...NO_URLS, ...UNREACHED.map(([form]) => form)])("config of %s", async (form) => {
    const told = await expectAnswer({ args: ["config"], env: { DATABASE_URL: filled(form) }, code: 0 });
    expect(told.stdout).toContain("DATABASE_URL");
    await expectAnswer({ args: ["config", "--json"], env: { DATABASE_URL: filled(form) }, code: 0 });
  });
});
