export interface InitdbArguments {
  readonly major: number;
  readonly dataDir: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly durable?: boolean;
}

/** The builtin provider (17 and later) makes an order that no update of the operating system changes. */
export function initdbArguments({ major, dataDir, user, passwordFile, durable = true }: InitdbArguments): string[] {
  return [
    `--pgdata=${dataDir}`,
    `--username=${user}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    ...(major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : []),
    ...(durable ? [] : ["--no-sync"]),
  ];
}
