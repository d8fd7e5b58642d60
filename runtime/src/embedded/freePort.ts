import { createServer, type AddressInfo } from "node:net";

/** A port of the loopback interface that nobody listens on now. */
export async function freePort(): Promise<number> {
  return (await tryListen(0)) ?? freePort();
}

export async function isPortFree(port: number): Promise<boolean> {
  return (await tryListen(port)) !== undefined;
}

function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address() as AddressInfo;
      server.close(() => resolve(address.port));
    });
  });
}
