export { describeValue } from "../dag/describeValue.ts";
