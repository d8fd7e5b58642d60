import { randomBytes } from "node:crypto";

/** Letters, digits, - and _ only: it stands in URLs and SQL as it is. */
export function newPassword(): string {
  return randomBytes(24).toString("base64url");
}
