import type { Config } from "../config/config.ts";
import type { DatabaseOptions } from "../store/connectionOptions.ts";

export function databaseOptions(config: Config, url: string, applicationName: string): DatabaseOptions {
  return {
    url,
    schema: config.schema,
    statementTimeoutMs: config.statementTimeoutMs,
    preparedStatements: config.preparedStatements,
    applicationName,
  };
}
