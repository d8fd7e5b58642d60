import { expect, test } from "vitest";
import { maskUrl } from "./maskUrl.ts";

test("host, port and database remain", () => {
  expect(maskUrl("postgres://me:s3cret@db.example:5433/app")).toBe("postgres://db.example:5433/app");
  expect(maskUrl("postgresql://db.example/app?sslmode=require&password=s3cret")).toBe("postgresql://db.example/app");
  expect(maskUrl("postgres://me:s3cret@[::1]:5432/app")).toBe("postgres://[::1]:5432/app");
  expect(maskUrl("postgres:///app?host=/var/run/postgresql&password=s3cret")).toBe(
    "postgres:///var/run/postgresql/app",
  );
});

test("what cannot be read, and what an unescaped password cut up, is masked whole", () => {
  const urls = [
    "host=db password=s3cret",
    "s3cret",
    "",
    "http://me:s3cret@db/app",
    "postgres://me:s3/cret@db/app",
    "postgres://me:12#s3cret@db/app",
    "postgres://me:12?s3cret@db/app",
    "postgres://me:12/s3cret@db/app",
    "postgres://me:12/s3/cret@db/app",
    "postgres://me:s3cret@a:1,b:2/app",
  ];
  expect(urls.map(maskUrl)).toEqual(urls.map(() => "***"));
});

test("control characters do not reach a terminal", () => {
  expect(maskUrl("postgres://db/a\u009bb")).not.toMatch(/\u009b/);
});
